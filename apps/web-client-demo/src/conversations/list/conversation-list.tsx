import { SearchX } from 'lucide-react'
import { type RefObject, useMemo } from 'react'
import type { Filter } from '../../client/conversation-cache.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { pinnedFirst } from '../pinned.ts'
import { SelectionToolbar } from '../selection/selection-toolbar.tsx'
import type { Selection } from '../selection/use-selection.ts'
import { EmptyList } from './empty-list.tsx'
import { ListSkeleton } from './list-skeleton.tsx'
import { matchesQuery } from './matches-query.ts'
import { useConversationList } from './use-conversation-list.ts'
import { VirtualRows } from './virtual-rows.tsx'

interface ConversationListProps {
  filter: Filter
  query: string
  selection: Selection
  entrance: RefObject<(() => void) | null>
  onSelected(): void
}

export function ConversationList(props: ConversationListProps) {
  const { filter, query, selection, entrance, onSelected } = props
  const list = useConversationList(filter)
  const { conversations } = list
  const shown = useMemo(
    () =>
      conversations &&
      pinnedFirst(conversations.filter((conversation) => matchesQuery(conversation, query))),
    [conversations, query],
  )
  return (
    <nav
      aria-label="Your conversations"
      className="flex min-h-0 grow flex-col"
      aria-busy={list.isFetching}
    >
      {shown && selection.ids && (
        <SelectionToolbar selection={selection} conversations={shown} onDone={onSelected} />
      )}
      {shown ? (
        shown.length > 0 || list.hasNextPage ? (
          <VirtualRows
            list={list}
            conversations={shown}
            selection={selection}
            entrance={entrance}
          />
        ) : query.trim() === '' ? (
          <EmptyList filter={filter} />
        ) : (
          <EmptyState icon={SearchX} title="Nothing found">
            No title or last message has these words.
          </EmptyState>
        )
      ) : list.isError ? (
        <ErrorPanel error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <ListSkeleton />
      )}
    </nav>
  )
}
