import type { QueryClient } from '@tanstack/react-query'
import { watch, watchList } from '@threadkeep/client'
import type { Api, ApiOptions } from '../api.ts'
import type { ConversationCache } from '../client/conversation-cache.ts'
import { keepFollowing } from './keep-following.ts'
import type { LiveCache } from './live-cache.ts'

/** What happens elsewhere, brought into the caches of this page. */
export interface Watches {
  /** Until the signal is aborted. */
  followConversation(conversationId: string, signal: AbortSignal): void
  followList(signal: AbortSignal): void
}

export interface WatchesOptions {
  api: Api
  trpc: ApiOptions
  queryClient: QueryClient
  cache: ConversationCache
  live: LiveCache
}

export function createWatches({ api, trpc, queryClient, cache, live }: WatchesOptions): Watches {
  let lastListEventId: string | undefined

  async function followConversation(id: string, signal: AbortSignal, onEvent: () => void) {
    const { lastEventId } = live.find(id)
    for await (const event of watch(api, id, { lastEventId, signal })) {
      if (signal.aborted) return
      onEvent()
      live.apply(id, event.data, event.id)
      if (event.data.type === 'conversation') cache.learn(event.data.conversation)
      if (event.data.type === 'reset') readAgain(id)
    }
  }

  async function followList(signal: AbortSignal, onEvent: () => void) {
    for await (const { id, data } of watchList(api, { lastEventId: lastListEventId, signal })) {
      if (signal.aborted) return
      onEvent()
      lastListEventId = id
      if (data.type === 'changed') cache.learn(data.conversation)
      if (data.type === 'reset') cache.readFirstPages()
      if (data.type === 'deleted') {
        cache.removeFromLists(data.conversationId)
        readAgain(data.conversationId)
      }
    }
  }

  /** Shows what became of it, also that it is gone. */
  function readAgain(conversationId: string) {
    void queryClient.invalidateQueries({
      queryKey: trpc.conversation.get.queryKey({ conversationId }),
    })
  }

  return {
    followConversation(id, signal) {
      keepFollowing(signal, (onEvent) => followConversation(id, signal, onEvent)).catch(() =>
        readAgain(id),
      )
    },
    followList(signal) {
      // Why it ended for good, the API's client has reported.
      keepFollowing(signal, (onEvent) => followList(signal, onEvent)).catch(() => {})
    },
  }
}
