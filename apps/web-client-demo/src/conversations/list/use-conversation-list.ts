import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo, useSyncExternalStore } from 'react'
import { useClient } from '../../client/client-context.tsx'
import { type Filter, firstPageKey, listInput } from '../../client/conversation-cache.ts'
import { useDistantPins } from './use-distant-pins.ts'

/**
 * Pages are read once each, and kept current by the watch of the list. Where that may have missed
 * something, the first one alone is read again: what changed since is on it.
 */
export function useConversationList(filter: Filter) {
  const { api, trpc, cache, deletions } = useClient()
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
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
    queryFn: async ({ signal }) => {
      cache.putFirstPage(filter, await api.conversation.list.query(listInput(filter), { signal }))
      return null
    },
  })
  const hidden = useSyncExternalStore(deletions.subscribe, deletions.getSnapshot)
  const pages = query.data?.pages
  const listed = useMemo(() => pages?.flatMap(({ items }) => items), [pages])
  const distant = useDistantPins(listed, !query.hasNextPage)
  const conversations = useMemo(() => {
    const pinned = distant.filter(({ status }) => filter === undefined || status === filter)
    return listed && [...pinned, ...listed].filter(({ id }) => !hidden.has(id))
  }, [listed, distant, filter, hidden])
  return { ...query, conversations }
}
