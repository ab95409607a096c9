import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useClient } from '../client/client-context.tsx'
import { titleOf } from '../conversations/title-of.ts'
import { reasonOf } from '../errors.ts'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { useDocumentTitle } from '../ui/use-document-title.ts'
import { Chat } from './chat.tsx'
import { ConversationHeader } from './conversation-header.tsx'
import { NoSuchConversation } from './no-such-conversation.tsx'

export function ConversationPage() {
  const { conversationId } = useParams({ from: '/c/$conversationId' })
  const { trpc, cache } = useClient()
  const { data, isError, error, refetch } = useQuery(
    trpc.conversation.get.queryOptions(
      { conversationId },
      { placeholderData: () => cache.find(conversationId) },
    ),
  )

  useDocumentTitle(data && titleOf(data))

  if (isError && !data) {
    const reason = reasonOf(error)
    // An address that cannot be a conversation's is, to its reader, one that is not there.
    const isGone = reason === 'CONVERSATION_NOT_FOUND' || reason === 'INVALID_INPUT'
    return isGone ? (
      <NoSuchConversation />
    ) : (
      <ErrorPanel error={error} onRetry={() => void refetch()} />
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
