import { LoaderCircle, MessageCircle } from 'lucide-react'
import type { RefObject } from 'react'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { useInView } from '../ui/use-in-view.ts'
import { MessageItem } from './message-item.tsx'
import { MessagesSkeleton } from './messages-skeleton.tsx'
import { UnsentItem } from './unsent-item.tsx'
import { useCatchUp } from './use-catch-up.ts'
import { useMessages } from './use-messages.ts'
import { useUnsent } from './use-unsent.ts'

interface MessageListProps {
  conversationId: string
  messageCount: number
  isClosed: boolean
  scroller: RefObject<HTMLDivElement | null>
}

/**
 * Laid out from its end (column-reverse): it opens at the newest message, stays there as messages
 * come, and older ones appear above without moving what is being read.
 */
export function MessageList(props: MessageListProps) {
  const { conversationId, messageCount, isClosed, scroller } = props
  const list = useMessages(conversationId)
  const { messages, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list
  const unsent = useUnsent(conversationId)
  useCatchUp({
    conversationId,
    messageCount,
    lastSeq: messages && (messages.at(-1)?.seq ?? 0),
    isSending: unsent.some(({ hasFailed }) => !hasFailed),
  })
  const canLoad = hasNextPage && !isFetchingNextPage && !isFetchNextPageError
  const top = useInView(() => void fetchNextPage(), canLoad)
  const isEmpty = messages?.length === 0 && unsent.length === 0

  return (
    <div
      ref={scroller}
      data-scroller
      // biome-ignore lint/a11y/noNoninteractiveTabindex: so that the keyboard can scroll it.
      tabIndex={0}
      role="log"
      aria-label="Messages"
      aria-busy={list.isLoading}
      className="flex min-h-0 grow flex-col-reverse overflow-y-auto overscroll-contain -outline-offset-2"
    >
      <div className="mx-auto w-full max-w-3xl grow px-4 py-5 md:px-5">
        {/* The browser holds on to what it sees first. Were that this button, it would follow it up. */}
        <div ref={top} className="flex justify-center pb-3 [overflow-anchor:none]">
          {hasNextPage && (
            <Button size="small" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {isFetchingNextPage && (
                <LoaderCircle size={14} className="animate-spin" aria-hidden />
              )}
              Load older messages
            </Button>
          )}
        </div>
        {!messages && !list.isError && <MessagesSkeleton />}
        {!messages && list.isError && (
          <ErrorPanel error={list.error} onRetry={() => void list.refetch()} />
        )}
        {isEmpty && (
          <EmptyState icon={MessageCircle} title="Nothing said yet">
            Write the first message below.
          </EmptyState>
        )}
        <ol className="flex flex-col gap-4">
          {messages?.map((message) => (
            <MessageItem
              key={message.id}
              message={message}
              conversationId={conversationId}
              isClosed={isClosed}
            />
          ))}
          {unsent.map((item) => (
            <UnsentItem key={item.mutation.mutationId} item={item} />
          ))}
        </ol>
      </div>
    </div>
  )
}
