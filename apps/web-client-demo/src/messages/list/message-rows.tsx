import { type ReactNode, useMemo } from 'react'
import { answeredCards } from '../cards/answered-cards.ts'
import { EndedRun } from '../ended-run.tsx'
import { MessageItem } from '../message-item.tsx'
import { ReplyItem } from '../reply-item.tsx'
import { UnsentItem } from '../unsent-item.tsx'
import { DaySeparator } from './day-separator.tsx'
import { JumpToNewest } from './jump-to-newest.tsx'
import type { Row } from './rows.ts'
import { type Edges, TOP_PX, useMessageRows } from './use-message-rows.ts'

export type { Edges }

interface MessageRowsProps {
  conversationId: string
  rows: readonly Row[]
  messageCount: number
  isClosed: boolean
  /** Above the oldest message. */
  top: ReactNode
  onEdges(edges: Edges): void
  onReadNewest(): void
}

/** The messages of the window, of which only those near the visible part are in the page. */
export function MessageRows(props: MessageRowsProps) {
  const { conversationId, rows, messageCount, isClosed, onReadNewest } = props
  const answered = useMemo(() => answeredCards(rows), [rows])
  const { scroller, virtualizer, isAtEnd, hasNewer, jump, onFocus } = useMessageRows({
    rows,
    answered,
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
                  {row.type === 'message' && (
                    <>
                      {row.dayAbove && <DaySeparator day={row.dayAbove} />}
                      <MessageItem
                        message={row.message}
                        conversationId={conversationId}
                        isClosed={isClosed}
                        isAnswered={answered.has(row.message.seq)}
                      />
                      {row.dayBelow && <DaySeparator day={row.dayBelow} />}
                    </>
                  )}
                  {row.type === 'reply' && <ReplyItem reply={row.reply} />}
                  {row.type === 'ended' && <EndedRun run={row.run} />}
                  {row.type === 'unsent' && <UnsentItem item={row.item} />}
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
