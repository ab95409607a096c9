import { type Mutation, notifyManager, type QueryClient } from '@tanstack/react-query'
import { v7 as uuid } from 'uuid'
import type {
  Api,
  ApiError,
  ApiOptions,
  Conversation,
  Message,
  SendInput,
  SendOutput,
  SentContent,
} from '../api.ts'
import type { ConversationCache } from './conversation-cache.ts'
import { messageRetries } from './query-client.ts'
import { suggestTitle } from './suggest-title.ts'
import type { StoredSend, UnsentStorage } from './unsent-storage.ts'

export type SendMutation = Mutation<SendOutput, ApiError, SendInput>

/**
 * Messages on their way. One stays here until the API confirms it: through an outage, a refusal,
 * a reload and the end of the tab. It is sent again under the key it was born with, so it is
 * stored once, also when two tabs send it.
 */
export interface Outbox {
  send(conversationId: string, content: SentContent): void
  retry(mutation: SendMutation): void
  discard(mutation: SendMutation): void
  /** Drops all of a conversation that is no more. */
  discardAll(conversationId: string): void
  /** Whether the answer to a card waits to be sent: a card takes one answer. */
  isAnsweringCard(conversationId: string): boolean
  /** Sends what was interrupted, and follows other tabs; the function returned ends that. */
  start(): () => void
}

export interface OutboxOptions {
  queryClient: QueryClient
  api: Api
  trpc: ApiOptions
  cache: ConversationCache
  storage: UnsentStorage
}

export function createOutbox({ queryClient, api, trpc, cache, storage }: OutboxOptions): Outbox {
  const mutations = queryClient.getMutationCache()
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
    mutation.execute(input).then(
      ({ conversation, message, replies }) => {
        // One update for the page, in which the message changes places without a flicker.
        notifyManager.batch(() => {
          cache.addMessages(conversation.id, [message, ...replies])
          cache.put(conversation)
          drop(mutation)
          if (message.seq === 1) nameAfter(message, conversation)
        })
      },
      () => {
        // The mutation holds its error, and the page shows it beside the message.
      },
    )
  }

  /** A list of untitled conversations helps nobody. A person who names one meanwhile wins. */
  function nameAfter({ content }: Message, conversation: Conversation) {
    const { id, revision } = conversation
    const title = conversation.title === null ? suggestTitle(content) : undefined
    if (title === undefined) return
    // Shown at once: who takes it up for renaming must see what they rename.
    cache.put({ ...conversation, title })
    api.conversation.rename
      .mutate({ conversationId: id, title, expectedRevision: revision })
      .then(cache.put, () => cache.put(conversation))
  }

  function deliver(input: StoredSend) {
    const options = trpc.conversation.send.mutationOptions({
      ...messageRetries,
      gcTime: Number.POSITIVE_INFINITY,
      // One after the other within a conversation, in the order in which they were written.
      scope: { id: `send ${input.conversationId}` },
    })
    run(mutations.build(queryClient, options), input)
  }

  function dropWhatAnotherTabHandled(event: StorageEvent) {
    const key = storage.removedElsewhere(event)
    for (const [mutation, { idempotencyKey }] of unsent) {
      // A request of this tab that is under way brings its own end, and the messages with it.
      const isPending = mutation.state.status === 'pending' && !mutation.state.isPaused
      if (idempotencyKey === key && !isPending) drop(mutation)
    }
  }

  function warnOfLoss(event: BeforeUnloadEvent) {
    if (volatile.size > 0) event.preventDefault()
  }

  return {
    send(conversationId, content) {
      deliver({ conversationId, content, idempotencyKey: uuid() })
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
