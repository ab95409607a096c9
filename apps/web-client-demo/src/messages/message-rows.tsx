import { type ReactNode, useMemo } from 'react'
import type { Message } from '../api.ts'
import { answeredCards } from './answered-cards.ts'
import { DaySeparator } from './day-separator.tsx'
import { JumpToNewest } from './jump-to-newest.tsx'
import { MessageItem } from './message-item.tsx'
import { UnsentItem } from './unsent-item.tsx'
import { type Edges, TOP_PX, useMessageRows } from './use-message-rows.ts'
import type { Unsent } from './use-unsent.ts'

export type { Edges }

interface MessageRowsProps {
  conversationId: string
  messages: readonly Message[]
  unsent: readonly Unsent[]
  messageCount: number
  isClosed: boolean
  /** Above the oldest message. */
  top: ReactNode
  onEdges(edges: Edges): void
  onReadNewest(): void
}

/** The messages of the window, of which only those near the visible part are in the page. */
export function MessageRows(props: MessageRowsProps) {
  const { conversationId, messages, unsent, messageCount, isClosed, onReadNewest } = props
  const answered = useMemo(
    () =>
      answeredCards(
        messages,
        unsent.map(({ input }) => input.content),
      ),
    [messages, unsent],
  )
  const { scroller, virtualizer, isAtEnd, jump, onFocus } = useMessageRows({
    messages,
    unsent,
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
              const message = messages[index]
              const item = unsent[index - messages.length]
              return (
                <li
                  key={key}
                  data-index={index}
                  ref={virtualizer.measureElement}
                  aria-posinset={message?.seq}
                  aria-setsize={message && messageCount}
                  className="absolute inset-x-0 top-0 pb-4"
                  style={{ transform: `translateY(${start - TOP_PX}px)` }}
                >
                  {message && (
                    <>
                      <DaySeparator previous={messages[index - 1]} message={message} />
                      <MessageItem
                        message={message}
                        conversationId={conversationId}
                        isClosed={isClosed}
                        isAnswered={answered.has(message.seq)}
                      />
                    </>
                  )}
                  {item && <UnsentItem item={item} />}
                </li>
              )
            })}
          </ol>
        </div>
      </div>
      {!isAtEnd && (
        <JumpToNewest hasNew={messageCount > (messages.at(-1)?.seq ?? 0)} onJump={jump} />
      )}
    </div>
  )
}
