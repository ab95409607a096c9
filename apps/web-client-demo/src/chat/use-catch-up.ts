import { useQuery } from '@tanstack/react-query'
import { useClient } from '../client/client-context.tsx'
import { messagesKey } from '../client/conversation-cache.ts'

interface CatchUp {
  conversationId: string
  messageCount: number
  /** Of the newest message in the page; undefined while none are loaded. */
  lastSeq: number | undefined
  /** The answer to what is being sent brings its message itself; it must not be shown twice. */
  isSending: boolean
}

/** Reads what others wrote meanwhile, without asking again for what is here. */
export function useCatchUp({ conversationId, messageCount, lastSeq, isSending }: CatchUp): void {
  const { api, trpc, cache } = useClient()
  useQuery({
    // A read that is under way when something is sent is dropped: its key is no longer asked for.
    queryKey: [...messagesKey(trpc, conversationId), 'after', { lastSeq, isSending }],
    enabled: lastSeq !== undefined && messageCount > lastSeq && !isSending,
    staleTime: 0,
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const { items } = await api.conversation.messages.query(
        { conversationId, afterSeq: lastSeq },
        { signal },
      )
      cache.addMessages(conversationId, items)
      return items.length
    },
  })
}
