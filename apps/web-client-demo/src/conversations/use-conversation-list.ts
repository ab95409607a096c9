import { useInfiniteQuery } from '@tanstack/react-query'
import { useClient } from '../client/client-context.tsx'
import { type Filter, listInput } from '../client/conversation-cache.ts'

/** Asking again for every page that was scrolled through must stay cheap. */
const MAX_PAGES_REFETCHED_ON_FOCUS = 4

export function useConversationList(filter: Filter) {
  const { trpc } = useClient()
  const query = useInfiniteQuery(
    trpc.conversation.list.infiniteQueryOptions(listInput(filter), {
      getNextPageParam: ({ nextCursor }) => nextCursor,
      refetchOnWindowFocus: ({ state: { data } }) =>
        (data?.pages.length ?? 0) <= MAX_PAGES_REFETCHED_ON_FOCUS,
    }),
  )
  const conversations = query.data?.pages.flatMap(({ items }) => items)
  return { ...query, conversations }
}
