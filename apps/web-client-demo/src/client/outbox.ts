import { type Mutation, notifyManager, type QueryClient } from '@tanstack/react-query'
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
import { readStored, writeStored } from '../ui/storage.ts'
import type { ConversationCache } from './conversation-cache.ts'
import { messageRetries } from './query-client.ts'
import { suggestTitle } from './suggest-title.ts'

export type SendMutation = Mutation<SendOutput, ApiError, SendInput>

/**
 * Messages on their way. One stays here until the API confirms it: through an outage, a refusal
 * and a reload of the page. It is sent again under the key it was born with, so it is stored once.
 */
export interface Outbox {
  send(conversationId: string, content: SentContent): void
  retry(mutation: SendMutation): void
  discard(mutation: SendMutation): void
  /** Drops all of a conversation that is no more. */
  discardAll(conversationId: string): void
  /** Sends what a reload of the page interrupted. */
  resume(): void
}

export interface OutboxOptions {
  queryClient: QueryClient
  api: Api
  trpc: ApiOptions
  cache: ConversationCache
  /** Names this user's unsent messages in the tab's storage. */
  storageKey: string
}

export function createOutbox({ queryClient, api, trpc, cache, storageKey }: OutboxOptions): Outbox {
  const mutations = queryClient.getMutationCache()
  const unsent = new Map<SendMutation, SendInput>()

  function keepForReload() {
    writeStored(sessionStorage, storageKey, unsent.size > 0 ? [...unsent.values()] : undefined)
  }

  function drop(mutation: SendMutation) {
    unsent.delete(mutation)
    keepForReload()
    mutations.remove(mutation)
  }

  function run(mutation: SendMutation, input: SendInput) {
    unsent.set(mutation, input)
    keepForReload()
    mutation.execute(input).then(
      ({ conversation, message, reply }) => {
        // One update for the page, in which the message changes places without a flicker.
        notifyManager.batch(() => {
          cache.addMessages(conversation.id, reply ? [message, reply] : [message])
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

  function deliver(input: SendInput) {
    const options = trpc.conversation.send.mutationOptions({
      ...messageRetries,
      gcTime: Number.POSITIVE_INFINITY,
      // One after the other within a conversation, in the order in which they were written.
      scope: { id: `send ${input.conversationId}` },
    })
    run(mutations.build(queryClient, options), input)
  }

  return {
    send(conversationId, content) {
      deliver({ conversationId, content, idempotencyKey: crypto.randomUUID() })
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
    resume() {
      if (unsent.size > 0) return
      for (const input of readStored<SendInput[]>(sessionStorage, storageKey) ?? []) deliver(input)
    },
  }
}
