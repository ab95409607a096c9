import {
  applyConversationEvent,
  applyMessages,
  type ConversationState,
  INITIAL_STATE,
  type ThreadkeepClient,
} from '@threadkeep/client'
import type { Message } from '../messages/types.ts'
import { AbortError } from './abort.ts'

/** A conversation as its watch tells it, from when it was opened. */
export interface LiveConversation {
  /** Its `conversation` is null until the watch has begun. */
  state(): ConversationState
  /** A connection of the watch has failed; others follow. */
  hasFailed(): boolean
  /** What was read or returned meanwhile: later events are applied to it. */
  setKnown(messages: readonly Message[]): void
  /** Resolves once the condition is met. Rejects once the watch has ended. */
  until(condition: () => boolean): Promise<void>
  close(): void
}

interface Waiter {
  condition(): boolean
  resolve(): void
  reject(error: Error): void
}

export function followConversation(
  client: ThreadkeepClient,
  conversationId: string,
): LiveConversation {
  let state = INITIAL_STATE
  let hasFailed = false
  let ended: Error | undefined
  let waiters: Waiter[] = []

  function notify() {
    const pending = waiters
    waiters = []
    for (const waiter of pending) {
      if (ended !== undefined) waiter.reject(ended)
      else if (waiter.condition()) waiter.resolve()
      else waiters.push(waiter)
    }
  }

  function end(error: Error) {
    ended ??= error
    notify()
  }

  const subscription = client.conversation.watch.subscribe(
    { conversationId },
    {
      onData({ data }) {
        state = applyConversationEvent(state, data)
        notify()
      },
      onConnectionStateChange({ error }) {
        hasFailed ||= error !== null
        notify()
      },
      onError: end,
    },
  )

  return {
    state: () => state,
    hasFailed: () => hasFailed,
    setKnown(messages) {
      state = applyMessages(state, messages)
    },
    until(condition) {
      return new Promise((resolve, reject) => {
        waiters.push({ condition, resolve, reject })
        notify()
      })
    },
    close() {
      subscription.unsubscribe()
      end(new AbortError())
    },
  }
}
