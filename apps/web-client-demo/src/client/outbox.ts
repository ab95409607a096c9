import { type Mutation, notifyManager, type QueryClient } from '@tanstack/react-query'
import { v7 as uuid } from 'uuid'
import type { Api, ApiError, ApiOptions, SendInput, SendOutput, SentContent } from '../api.ts'
import type { LiveCache } from '../live/live-cache.ts'
import type { ConversationCache } from './conversation-cache.ts'
import { createNaming } from './name-conversation.ts'
import { messageRetries } from './query-client.ts'
import type { StoredSend, UnsentStorage } from './unsent-storage.ts'

export type SendMutation = Mutation<SendOutput, ApiError, SendInput>

/**
 * Messages that are being sent. Each stays here until the API confirms it: through an outage, a
 * rejection, a reload and the end of the tab. It always has the idempotency key of its first attempt,
 * so it is stored once, also when two tabs send it.
 */
export interface Outbox {
  send(conversationId: string, content: SentContent): void
  retry(mutation: SendMutation): void
  discard(mutation: SendMutation): void
  /** Drops all of a conversation that was deleted. */
  discardAll(conversationId: string): void
  /** Whether a card's submission waits to be sent: a card takes one submission. */
  isAnsweringCard(conversationId: string): boolean
  /** The seq of the newest message when this one was written, as far as this page knows. */
  writtenAfter(mutation: SendMutation): number | undefined
  /** Sends what was interrupted, and follows other tabs; the function returned ends that. */
  start(): () => void
}

export interface OutboxOptions {
  queryClient: QueryClient
  api: Api
  trpc: ApiOptions
  cache: ConversationCache
  live: LiveCache
  storage: UnsentStorage
}

export function createOutbox({
  queryClient,
  api,
  trpc,
  cache,
  live,
  storage,
}: OutboxOptions): Outbox {
  const mutations = queryClient.getMutationCache()
  const nameAfter = createNaming(api, cache)
  const writtenAfter = new WeakMap<SendMutation, number>()
  const unsent = new Map<SendMutation, StoredSend>()
  /** Held by this tab alone, because the browser does not keep them. */
  const volatile = new Set<SendMutation>()

  function drop(mutation: SendMutation) {
    const input = unsent.get(mutation)
    unsent.delete(mutation)
    volatile.delete(mutation)
    if (input) storage.remove(input)
    mutations.remove(mutation)
  }

  function run(mutation: SendMutation, input: StoredSend) {
    unsent.set(mutation, input)
    if (!storage.put(input)) volatile.add(mutation)
    // The watch delivers the reply.
    mutation.execute({ ...input, wait: false }).then(
      ({ conversation, message, replies }) => {
        // One update for the page, in which the message changes places without a flicker.
        notifyManager.batch(() => {
          for (const stored of [message, ...replies]) {
            live.apply(conversation.id, { type: 'message', message: stored })
          }
          if (message.seq === 1) nameAfter(message, conversation)
          cache.put(conversation)
          drop(mutation)
        })
      },
      () => {
        // The mutation holds its error, and the page shows it beside the message.
      },
    )
  }

  function deliver(input: StoredSend): SendMutation {
    const options = trpc.conversation.send.mutationOptions({
      ...messageRetries,
      gcTime: Number.POSITIVE_INFINITY,
      // One after the other within a conversation, in the order in which they were written.
      scope: { id: `send ${input.conversationId}` },
    })
    const mutation = mutations.build(queryClient, options)
    run(mutation, input)
    return mutation
  }

  function dropWhatAnotherTabHandled(event: StorageEvent) {
    const key = storage.removedElsewhere(event)
    for (const [mutation, { idempotencyKey }] of unsent) {
      // An in-flight request of this tab drops itself when its response arrives.
      const isPending = mutation.state.status === 'pending' && !mutation.state.isPaused
      if (idempotencyKey === key && !isPending) drop(mutation)
    }
  }

  function warnOfLoss(event: BeforeUnloadEvent) {
    if (volatile.size > 0) event.preventDefault()
  }

  return {
    send(conversationId, content) {
      const newest = live.find(conversationId).state.messages.at(-1)?.seq ?? 0
      writtenAfter.set(deliver({ conversationId, content, idempotencyKey: uuid() }), newest)
    },
    retry(mutation) {
      const input = unsent.get(mutation)
      if (input) run(mutation, input)
    },
    discard: drop,
    discardAll(conversationId) {
      for (const [mutation, input] of unsent) {
        if (input.conversationId === conversationId) drop(mutation)
      }
    },
    isAnsweringCard(conversationId) {
      return [...unsent.values()].some(
        (input) => input.conversationId === conversationId && input.content.type === 'cardAction',
      )
    },
    writtenAfter: (mutation) => writtenAfter.get(mutation),
    start() {
      if (unsent.size === 0) for (const input of storage.all()) deliver(input)
      window.addEventListener('storage', dropWhatAnotherTabHandled)
      window.addEventListener('beforeunload', warnOfLoss)
      return () => {
        window.removeEventListener('storage', dropWhatAnotherTabHandled)
        window.removeEventListener('beforeunload', warnOfLoss)
      }
    },
  }
}
