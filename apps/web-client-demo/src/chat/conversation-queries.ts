import type { Client } from '../client/client-context.tsx'
import { loadMarkdown } from '../markdown/load-markdown.ts'
import { pageOptions } from '../messages/list/message-pages.ts'

export function conversationOptions({ trpc, cache }: Client, conversationId: string) {
  return trpc.conversation.get.queryOptions(
    { conversationId },
    {
      placeholderData: () => cache.find(conversationId),
      // The watch delivers its changes.
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnReconnect: false,
    },
  )
}

/** Asks for what the page of a conversation shows while its script is on its way. */
export function prefetchConversation(client: Client, conversationId: string): void {
  const { queryClient, live } = client
  // Where it does not come, the texts are shown without it.
  loadMarkdown().catch(() => {})
  void queryClient.prefetchQuery(conversationOptions(client, conversationId))
  if (!live.find(conversationId).state.isStale) return
  void queryClient.prefetchQuery(pageOptions(client, conversationId))
}
