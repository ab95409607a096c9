import type { Client } from '../../client/client-context.tsx'
import { liveKey } from '../../live/live-cache.ts'

export const PAGE_SIZE = 50

/** What is before or after a message; without either, the newest ones. */
type Range = { beforeSeq: number } | { afterSeq: number } | Record<string, never>

/** A page that was read goes into the live conversation; the query that read it holds nothing. */
export function pageOptions(client: Client, conversationId: string, range: Range = {}) {
  return {
    queryKey: [...liveKey(client.trpc, conversationId), 'page', range],
    queryFn: ({ signal }: { signal: AbortSignal }) => read(client, conversationId, range, signal),
    staleTime: 0,
    gcTime: 0,
    refetchOnReconnect: false,
  }
}

async function read(
  client: Client,
  conversationId: string,
  range: Range,
  signal: AbortSignal,
): Promise<null> {
  const { api, live } = client
  const { epoch } = live.find(conversationId)
  const input = { conversationId, limit: PAGE_SIZE, ...range }
  const { items } = await api.conversation.messages.query(input, { signal })
  if (live.find(conversationId).epoch !== epoch) return read(client, conversationId, range, signal)
  live.addPage(conversationId, items)
  return null
}
