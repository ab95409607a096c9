import { useParams } from '@tanstack/react-router'
import { LoaderCircle } from 'lucide-react'
import { type RefObject, useImperativeHandle, useRef } from 'react'
import type { Conversation } from '../../api.ts'
import { useShortcut } from '../../shortcuts/use-shortcut.ts'
import { Button } from '../../ui/button.tsx'
import { useInView } from '../../ui/hooks/use-in-view.ts'
import { useNow } from '../../ui/hooks/use-now.ts'
import type { Selection } from '../selection/use-selection.ts'
import { useDeleteConversations } from '../use-delete-conversations.ts'
import { ConversationRow } from './conversation-row.tsx'
import { GroupHeading } from './group-heading.tsx'
import { groupHeadings } from './list-groups.ts'
import type { useConversationList } from './use-conversation-list.ts'
import { useFocusableRows } from './use-focusable-rows.ts'

const MINUTE_MS = 60_000

interface VirtualRowsProps {
  list: ReturnType<typeof useConversationList>
  conversations: Conversation[]
  selection: Selection
  /** Puts the focus on the first row. */
  entrance: RefObject<(() => void) | null>
}

/** Thousands of conversations, of which only those near the visible part are in the page. */
export function VirtualRows({ list, conversations, selection, entrance }: VirtualRowsProps) {
  const { conversationId } = useParams({ strict: false })
  const scroller = useRef<HTMLDivElement>(null)
  const { virtualizer, handlers, tabStop, focusRow, move } = useFocusableRows(
    conversations,
    scroller,
    conversationId,
    selection.ids !== undefined,
  )
  const headings = groupHeadings(conversations, useNow(MINUTE_MS))
  const remove = useDeleteConversations()
  useImperativeHandle(entrance, () => () => focusRow(0))
  useShortcut('j', () => move(1))
  useShortcut('k', () => move(-1))
  useShortcut('x', () => {
    const row = document.activeElement?.closest('[data-id]')?.getAttribute('data-id')
    const index = conversations.findIndex(({ id }) => id === row)
    if (row === null || row === undefined || index < 0) return
    selection.toggle(row)
    focusRow(index)
  })
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
              data-id={conversation.id}
              ref={virtualizer.measureElement}
              aria-setsize={hasNextPage ? -1 : conversations.length}
              aria-posinset={index + 1}
              className="absolute inset-x-0 top-0 pb-1"
              style={{ transform: `translateY(${start}px)` }}
            >
              {headings[index] !== undefined && (
                <GroupHeading title={headings[index]} isWhole={!hasNextPage} />
              )}
              <ConversationRow
                conversation={conversation}
                isOpen={conversation.id === conversationId}
                isTabStop={index === tabStop}
                selection={selection}
                onRenamed={() => focusRow(index)}
                onDelete={() => {
                  remove([conversation.id])
                  focusRow(index + 1 < conversations.length ? index + 1 : index - 1)
                }}
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
