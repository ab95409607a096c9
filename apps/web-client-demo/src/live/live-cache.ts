import type { QueryClient } from '@tanstack/react-query'
import {
  applyConversationEvent,
  applyMessages,
  type ConversationEvent,
  type ConversationState,
  INITIAL_STATE,
} from '@threadkeep/client'
import type { ApiOptions, Message } from '../api.ts'
import { withinWindow } from './message-window.ts'

/** A conversation as its watch and what was read have it, and where the watch is resumed. */
export interface LiveConversation {
  readonly state: ConversationState
  readonly lastEventId: string | undefined
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
  /** Back to the newest page, from wherever the window was. */
  readNewest(conversationId: string): void
  remove(conversationId: string): void
}

const NOTHING_KNOWN: LiveConversation = { state: INITIAL_STATE, lastEventId: undefined }

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
    id?: string,
  ) {
    const { state, lastEventId } = find(conversationId)
    queryClient.setQueryData<LiveConversation>(liveKey(trpc, conversationId), {
      state: withinWindow(state, apply(state)),
      lastEventId: id ?? lastEventId,
    })
  }

  return {
    find,
    apply(conversationId, event, id) {
      change(conversationId, (state) => applyConversationEvent(state, event), id)
    },
    addPage(conversationId, messages) {
      change(conversationId, (state) => applyMessages(state, messages))
    },
    readNewest(conversationId) {
      change(conversationId, (state) => ({ ...state, messages: [], isStale: true }))
    },
    remove(conversationId) {
      queryClient.removeQueries({ queryKey: liveKey(trpc, conversationId) })
    },
  }
}
