import type { QueryClient } from '@tanstack/react-query'
import {
  applyConversationEvent,
  applyMessages,
  type ConversationEvent,
  type ConversationState,
  INITIAL_STATE,
} from '@threadkeep/client'
import type { ApiOptions, Message, SendOutput } from '../api.ts'
import { withinWindow } from './message-window.ts'

/** A conversation as its watch and what was read have it, and where the watch is resumed. */
export interface LiveConversation {
  readonly state: ConversationState
  readonly lastEventId: string | undefined
  /** Another one: messages may have been removed. A page whose reading began before may have them still. */
  readonly epoch: number
}

/**
 * The messages and the reply of each conversation that is or was open, in the query cache. Only events
 * and pages change them; the queries that read pages hold nothing themselves, so that none of them
 * brings back what an event has changed meanwhile.
 */
export interface LiveCache {
  find(conversationId: string): LiveConversation
  /** `id`: of an event of the watch; what a response says has none. */
  apply(conversationId: string, event: ConversationEvent, id?: string): void
  addPage(conversationId: string, messages: readonly Message[]): void
  /** What the response to `edit` or `regenerate` says, unless the watch has said it already. */
  replaceFrom(response: SendOutput): void
  /** Back to the newest page, from wherever the window was. */
  readNewest(conversationId: string): void
  remove(conversationId: string): void
}

const NOTHING_KNOWN: LiveConversation = { state: INITIAL_STATE, lastEventId: undefined, epoch: 0 }

export function liveKey(trpc: ApiOptions, conversationId: string) {
  return [...trpc.conversation.messages.pathKey(), { conversationId, type: 'live' }]
}

export function createLiveCache(queryClient: QueryClient, trpc: ApiOptions): LiveCache {
  function find(conversationId: string): LiveConversation {
    return queryClient.getQueryData(liveKey(trpc, conversationId)) ?? NOTHING_KNOWN
  }

  function change(
    conversationId: string,
    apply: (state: ConversationState) => ConversationState,
    { id, removes = false }: { id?: string | undefined; removes?: boolean } = {},
  ) {
    const { state, lastEventId, epoch } = find(conversationId)
    queryClient.setQueryData<LiveConversation>(liveKey(trpc, conversationId), {
      state: withinWindow(state, apply(state)),
      lastEventId: id ?? lastEventId,
      epoch: removes ? epoch + 1 : epoch,
    })
  }

  function apply(conversationId: string, event: ConversationEvent, id?: string) {
    const removes = event.type === 'removed' || event.type === 'reset'
    change(conversationId, (state) => applyConversationEvent(state, event), { id, removes })
  }

  return {
    find,
    apply,
    addPage(conversationId, messages) {
      change(conversationId, (state) => applyMessages(state, messages))
    },
    replaceFrom({ conversation, message, run }) {
      const { state } = find(conversation.id)
      const isRunTold = run !== null && (state.run?.startedAt ?? '') >= run.startedAt
      const isTold = isRunTold || (state.conversation?.revision ?? 0) >= conversation.revision
      if (isTold) return
      apply(conversation.id, { type: 'removed', afterSeq: message.seq - 1 })
      apply(conversation.id, { type: 'message', message })
      if (run !== null) apply(conversation.id, { type: 'run', run })
    },
    readNewest(conversationId) {
      change(conversationId, (state) => ({ ...state, messages: [], isStale: true }))
    },
    remove(conversationId) {
      queryClient.removeQueries({ queryKey: liveKey(trpc, conversationId) })
    },
  }
}
