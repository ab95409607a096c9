import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useClient } from '../client/client-context.tsx'
import { type Filter, firstPageKey, listInput } from '../client/conversation-cache.ts'

/** How soon what happened elsewhere is listed here, while somebody looks. */
const LIST_INTERVAL_MS = 15_000

/**
 * Pages are read once each. What changed since is on the first one, which alone is read again,
 * however many there are.
 */
export function useConversationList(filter: Filter) {
  const { api, trpc, cache } = useClient()
  const query = useInfiniteQuery(
    trpc.conversation.list.infiniteQueryOptions(listInput(filter), {
      getNextPageParam: ({ nextCursor }) => nextCursor,
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnReconnect: false,
    }),
  )
  useQuery({
    queryKey: firstPageKey(trpc, filter),
    enabled: query.isSuccess && !query.isFetching,
    initialData: null,
    initialDataUpdatedAt: query.dataUpdatedAt,
    gcTime: 0,
    refetchInterval: LIST_INTERVAL_MS,
    queryFn: async ({ signal }) => {
      cache.putFirstPage(filter, await api.conversation.list.query(listInput(filter), { signal }))
      return null
    },
  })
  const conversations = query.data?.pages.flatMap(({ items }) => items)
  return { ...query, conversations }
}
