import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useClient } from '../client/client-context.tsx'
import { reasonOf } from '../errors.ts'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { Chat } from './chat.tsx'
import { ConversationHeader } from './conversation-header.tsx'

export function ConversationPage() {
  const { conversationId } = useParams({ from: '/c/$conversationId' })
  const { trpc, cache } = useClient()
  const { data, isError, error, refetch } = useQuery(
    trpc.conversation.get.queryOptions(
      { conversationId },
      { placeholderData: () => cache.find(conversationId) },
    ),
  )

  if (isError && !data) {
    const isGone = reasonOf(error) === 'CONVERSATION_NOT_FOUND'
    return (
      <div className="grid grow place-items-center">
        <ErrorPanel error={error} {...(!isGone && { onRetry: () => void refetch() })}>
          {isGone && (
            <p className="max-w-xs text-sm text-pretty text-muted">
              It may have been deleted, have expired, or belong to somebody else.
            </p>
          )}
          <Link
            to="/"
            search={(search) => search}
            className="inline-flex items-center gap-1.5 text-sm font-medium text-accent"
          >
            <ArrowLeft size={15} aria-hidden /> Back to your conversations
          </Link>
        </ErrorPanel>
      </div>
    )
  }
  return (
    // A key per conversation: no draft, editor or scroll position wanders into the next one.
    <section key={conversationId} aria-label="Conversation" className="flex min-h-0 grow flex-col">
      <ConversationHeader conversation={data} />
      <Chat conversationId={conversationId} conversation={data} />
    </section>
  )
}
