import { Link } from '@tanstack/react-router'
import { ERRORS } from '@threadkeep/shared'
import { ArrowLeft, SearchX } from 'lucide-react'
import { EmptyState } from '../ui/empty-state.tsx'

/** Another user's conversation looks like one that does not exist: the API does not distinguish them. */
export function NoSuchConversation() {
  return (
    <div className="grid grow place-items-center">
      <EmptyState icon={SearchX} isPage title={ERRORS.CONVERSATION_NOT_FOUND.message}>
        <p>It may have been deleted, have expired, or belong to somebody else.</p>
        <Link
          to="/"
          search={(search) => search}
          className="mt-4 inline-flex items-center gap-1.5 font-medium text-accent"
        >
          <ArrowLeft size={15} aria-hidden /> Back to your conversations
        </Link>
      </EmptyState>
    </div>
  )
}
