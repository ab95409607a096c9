import { Archive, CircleCheck, MessagesSquare } from 'lucide-react'
import type { Filter } from '../../client/conversation-cache.ts'
import { EmptyState } from '../../ui/empty-state.tsx'

export function EmptyList({ filter }: { filter: Filter }) {
  if (filter === 'completed') {
    return (
      <EmptyState icon={CircleCheck} title="Nothing completed yet">
        Complete a conversation when it has done its work. It stays readable here.
      </EmptyState>
    )
  }
  if (filter === 'archived') {
    return (
      <EmptyState icon={Archive} title="Nothing archived yet">
        Archive a conversation to put it out of the way. You can reopen it at any time.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={MessagesSquare}
      title={filter === 'active' ? 'No active conversations' : 'No conversations yet'}
    >
      Choose &ldquo;New conversation&rdquo; to begin one.
    </EmptyState>
  )
}
