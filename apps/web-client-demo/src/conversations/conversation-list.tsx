import type { Filter } from '../client/conversation-cache.ts'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { EmptyList } from './empty-list.tsx'
import { ListSkeleton } from './list-skeleton.tsx'
import { useConversationList } from './use-conversation-list.ts'
import { VirtualRows } from './virtual-rows.tsx'

export function ConversationList({ filter }: { filter: Filter }) {
  const list = useConversationList(filter)
  const { conversations } = list
  return (
    <nav
      aria-label="Your conversations"
      className="flex min-h-0 grow flex-col"
      aria-busy={list.isFetching}
    >
      {conversations ? (
        conversations.length > 0 || list.hasNextPage ? (
          <VirtualRows list={list} conversations={conversations} />
        ) : (
          <EmptyList filter={filter} />
        )
      ) : list.isError ? (
        <ErrorPanel error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <ListSkeleton />
      )}
    </nav>
  )
}
