import { useInfiniteQuery } from '@tanstack/react-query'
import { useClient } from '../client/client-context.tsx'
import { type Filter, listInput } from '../client/conversation-cache.ts'

/** Asking again for every page that was scrolled through must stay cheap. */
const MAX_PAGES_REFETCHED = 4

/** How soon what happened elsewhere is listed here, while somebody looks. */
const LIST_INTERVAL_MS = 15_000

export function useConversationList(filter: Filter) {
  const { trpc } = useClient()
  const query = useInfiniteQuery(
    trpc.conversation.list.infiniteQueryOptions(listInput(filter), {
      getNextPageParam: ({ nextCursor }) => nextCursor,
      refetchOnWindowFocus: ({ state: { data } }) => isShort(data?.pages),
      refetchInterval: ({ state: { data } }) => isShort(data?.pages) && LIST_INTERVAL_MS,
    }),
  )
  const conversations = query.data?.pages.flatMap(({ items }) => items)
  return { ...query, conversations }
}

function isShort(pages: readonly unknown[] = []): boolean {
  return pages.length <= MAX_PAGES_REFETCHED
}
