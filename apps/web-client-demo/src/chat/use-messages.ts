import { useInfiniteQuery } from '@tanstack/react-query'
import { useClient } from '../client/client-context.tsx'
import { messagesKey } from '../client/conversation-cache.ts'

const PAGE_SIZE = 50

/** A conversation from its end: the newest page first, older ones as somebody scrolls up to them. */
export function useMessages(conversationId: string) {
  const { api, trpc } = useClient()
  const oldestPage: number | undefined = undefined
  const query = useInfiniteQuery({
    queryKey: messagesKey(trpc, conversationId),
    queryFn: ({ pageParam, signal }: { pageParam: number | undefined; signal: AbortSignal }) =>
      api.conversation.messages.query(
        { conversationId, limit: PAGE_SIZE, ...(pageParam && { beforeSeq: pageParam }) },
        { signal },
      ),
    initialPageParam: oldestPage,
    getNextPageParam: ({ hasMore, items }) => (hasMore ? items[0]?.seq : undefined),
  })
  const messages = query.data?.pages.toReversed().flatMap(({ items }) => items)
  return { ...query, messages }
}
