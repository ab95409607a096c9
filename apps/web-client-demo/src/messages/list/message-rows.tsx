import { type ReactNode, useMemo } from 'react'
import type { Editing } from '../actions/use-editing.ts'
import { answeredCards } from '../cards/answered-cards.ts'
import { JumpToNewest } from './jump-to-newest.tsx'
import { RowContent } from './row-content.tsx'
import type { Row } from './rows.ts'
import { type Edges, TOP_PX, useMessageRows } from './use-message-rows.ts'

export type { Edges }

interface MessageRowsProps {
  conversationId: string
  rows: readonly Row[]
  messageCount: number
  isClosed: boolean
  /** No reply is being written, and nothing waits to be sent. */
  isIdle: boolean
  editing: Editing
  /** Above the oldest message. */
  top: ReactNode
  onEdges(edges: Edges): void
  onReadNewest(): void
}

/** The messages of the window, of which only those near the visible part are in the page. */
export function MessageRows(props: MessageRowsProps) {
  const { conversationId, rows, messageCount, isClosed, editing, onReadNewest } = props
  const answered = useMemo(() => answeredCards(rows), [rows])
  const messages = useMemo(
    () => rows.flatMap((row) => (row.type === 'message' ? [row.message] : [])),
    [rows],
  )
  const { scroller, virtualizer, isAtEnd, hasNewer, jump, onFocus } = useMessageRows({
    rows,
    messages,
    answered,
    editedId: editing.message?.id,
    messageCount,
    onEdges: props.onEdges,
    onReadNewest,
  })
  return (
    <div className="relative flex min-h-0 grow flex-col">
      <div
        ref={scroller}
        data-scroller
        // biome-ignore lint/a11y/noNoninteractiveTabindex: so that the keyboard can scroll it.
        tabIndex={0}
        role="log"
        aria-label="Messages"
        className="min-h-0 grow overflow-y-auto overscroll-contain -outline-offset-2 [overflow-anchor:none]"
        onFocus={onFocus}
      >
        <div className="mx-auto w-full max-w-3xl px-4 md:px-5">
          <div className="flex items-center justify-center" style={{ height: TOP_PX }}>
            {props.top}
          </div>
          <ol className="relative" style={{ height: virtualizer.getTotalSize() }}>
            {virtualizer.getVirtualItems().map(({ index, key, start }) => {
              const row = rows[index]
              if (!row) return null
              const message = row.type === 'message' ? row.message : undefined
              return (
                <li
                  key={key}
                  data-index={index}
                  ref={virtualizer.measureElement}
                  aria-posinset={message?.seq}
                  aria-setsize={message && messageCount}
                  // Read out once it is complete, not piece by piece.
                  aria-live={row.type === 'reply' ? 'off' : undefined}
                  className="absolute inset-x-0 top-0 space-y-4 pb-4"
                  style={{ transform: `translateY(${start - TOP_PX}px)` }}
                >
                  <RowContent
                    row={row}
                    conversationId={conversationId}
                    messageCount={messageCount}
                    isClosed={isClosed}
                    isIdle={props.isIdle}
                    isRetryOffered={rows.at(-1)?.type === 'ended'}
                    isAnswered={message !== undefined && answered.has(message.seq)}
                    editing={editing}
                  />
                </li>
              )
            })}
          </ol>
        </div>
      </div>
      {!isAtEnd && <JumpToNewest hasNew={hasNewer} onJump={jump} />}
    </div>
  )
}
