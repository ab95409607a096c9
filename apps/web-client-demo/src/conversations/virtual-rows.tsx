import { useParams } from '@tanstack/react-router'
import { LoaderCircle } from 'lucide-react'
import { useRef } from 'react'
import type { Conversation } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { useInView } from '../ui/hooks/use-in-view.ts'
import { ConversationRow } from './conversation-row.tsx'
import type { useConversationList } from './use-conversation-list.ts'
import { useFocusableRows } from './use-focusable-rows.ts'

interface VirtualRowsProps {
  list: ReturnType<typeof useConversationList>
  conversations: Conversation[]
}

/** Thousands of conversations, of which only those near the visible part are in the page. */
export function VirtualRows({ list, conversations }: VirtualRowsProps) {
  const { conversationId } = useParams({ strict: false })
  const scroller = useRef<HTMLDivElement>(null)
  const { virtualizer, handlers, tabStop } = useFocusableRows(
    conversations,
    scroller,
    conversationId,
  )
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list
  // A page that failed is asked for again by the button only, not in a loop.
  const canLoad = hasNextPage && !isFetchingNextPage && !isFetchNextPageError
  const end = useInView(() => void fetchNextPage(), canLoad)

  return (
    <div
      ref={scroller}
      data-scroller
      className="min-h-0 grow overflow-y-auto px-2 pb-2"
      {...handlers}
    >
      <ul className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const conversation = conversations[index]
          if (!conversation) return null
          return (
            <li
              key={key}
              data-index={index}
              ref={virtualizer.measureElement}
              aria-setsize={hasNextPage ? -1 : conversations.length}
              aria-posinset={index + 1}
              className="absolute inset-x-0 top-0 pb-1"
              style={{ transform: `translateY(${start}px)` }}
            >
              <ConversationRow
                conversation={conversation}
                isOpen={conversation.id === conversationId}
                isTabStop={index === tabStop}
              />
            </li>
          )
        })}
      </ul>
      <div ref={end} className="flex justify-center pt-2">
        {hasNextPage && (
          <Button size="small" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {isFetchingNextPage && <LoaderCircle size={14} className="animate-spin" aria-hidden />}
            <span>Load more</span>
          </Button>
        )}
      </div>
    </div>
  )
}
