import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useClient } from '../client/client-context.tsx'
import { titleOf } from '../conversations/title-of.ts'
import { reasonOf } from '../errors.ts'
import { useWatchConversation } from '../live/use-watch.ts'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { useDocumentTitle } from '../ui/hooks/use-document-title.ts'
import { Chat } from './chat.tsx'
import { ConversationHeader } from './conversation-header.tsx'
import { conversationOptions } from './conversation-queries.ts'
import { NoSuchConversation } from './no-such-conversation.tsx'

export function ConversationPage() {
  const { conversationId } = useParams({ from: '/c/$conversationId' })
  const { data, isError, error, refetch } = useQuery(
    conversationOptions(useClient(), conversationId),
  )

  useWatchConversation(conversationId)
  useDocumentTitle(data && titleOf(data))

  const reason = isError && reasonOf(error)
  // An invalid id is shown like a conversation that does not exist.
  if (reason === 'CONVERSATION_NOT_FOUND' || reason === 'INVALID_INPUT') {
    return <NoSuchConversation />
  }
  if (isError && !data) return <ErrorPanel error={error} onRetry={() => void refetch()} />
  return (
    // A key per conversation, so that draft, editor and scroll position are not carried into the next one.
    <section key={conversationId} aria-label="Conversation" className="flex min-h-0 grow flex-col">
      <ConversationHeader conversation={data} />
      <Chat conversationId={conversationId} conversation={data} />
    </section>
  )
}
