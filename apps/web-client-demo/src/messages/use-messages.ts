import { useQuery } from '@tanstack/react-query'
import { useClient } from '../client/client-context.tsx'
import { messagesKey } from '../client/conversation-cache.ts'
import { firstSeq, lastSeq, MAX_WINDOW, type MessageWindow } from '../client/message-window.ts'

const PAGE_SIZE = 50

interface MessagesOptions {
  conversationId: string
  messageCount: number
  /** The first seq of the window, when somebody comes near it: one page for each approach. */
  wantedBefore: number | undefined
  isNearEnd: boolean
  /** The response to what is being sent brings its message itself; it must not be shown twice. */
  isSending: boolean
}

/**
 * A window into a conversation: the newest page first, older and newer ones as somebody comes near
 * an end of it. It is never read again as a whole: messages do not change once they are stored.
 */
export function useMessages(options: MessagesOptions) {
  const { conversationId, messageCount, wantedBefore, isNearEnd, isSending } = options
  const { api, trpc, cache } = useClient()
  const key = messagesKey(trpc, conversationId)
  const newest = useQuery({
    queryKey: key,
    queryFn: ({ signal }): Promise<MessageWindow> =>
      api.conversation.messages.query({ conversationId, limit: PAGE_SIZE }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
  })
  const { data } = newest
  const first = data && firstSeq(data)
  const last = data && lastSeq(data)

  const older = useQuery({
    queryKey: [...key, 'before', first],
    enabled: first !== undefined && first > 1 && wantedBefore === first,
    staleTime: 0,
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const page = await api.conversation.messages.query(
        { conversationId, limit: PAGE_SIZE, beforeSeq: first },
        { signal },
      )
      cache.addOlderMessages(conversationId, page.items)
      return null
    },
  })

  const isRoom = data !== undefined && data.items.length < MAX_WINDOW
  const newer = useQuery({
    // A read that is under way when something is sent is dropped: its key is no longer asked for.
    queryKey: [...key, 'after', { last, isSending }],
    // While somebody reads further up, what is new must not push that out of the window.
    enabled: last !== undefined && messageCount > last && !isSending && (isNearEnd || isRoom),
    staleTime: 0,
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const page = await api.conversation.messages.query(
        { conversationId, limit: PAGE_SIZE, afterSeq: last },
        { signal },
      )
      cache.addMessages(conversationId, page.items)
      return null
    },
  })
  return { newest, older, newer, messages: data?.items, hasOlder: first !== undefined && first > 1 }
}
