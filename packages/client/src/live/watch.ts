import type { ThreadkeepClient } from '../create-client.ts'
import type { ConversationEvent, ListEvent } from './events.ts'

/** An event with the id by which a watch is resumed behind it. */
export interface Tracked<Event> {
  id: string
  data: Event
}

export interface WatchOptions {
  /** Of the last event that was seen: each later one follows, once and in order, or a `reset`. */
  lastEventId?: string | undefined
  /** Ends the watch. */
  signal?: AbortSignal | undefined
}

/**
 * What happens in a conversation, until the signal is aborted. Reconnects and resumes.
 * Throws where that cannot succeed, as when the conversation was deleted.
 */
export function watch(
  client: ThreadkeepClient,
  conversationId: string,
  { lastEventId, signal }: WatchOptions = {},
): AsyncIterable<Tracked<ConversationEvent>> {
  const input = { conversationId, ...(lastEventId !== undefined && { lastEventId }) }
  return toIterable((observer) =>
    client.conversation.watch.subscribe(input, { ...observer, ...(signal && { signal }) }),
  )
}

/** What happens in the user's list of conversations, as `watch` does for one of them. */
export function watchList(
  client: ThreadkeepClient,
  { lastEventId, signal }: WatchOptions = {},
): AsyncIterable<Tracked<ListEvent>> {
  const input = { ...(lastEventId !== undefined && { lastEventId }) }
  return toIterable((observer) =>
    client.conversation.watchList.subscribe(input, { ...observer, ...(signal && { signal }) }),
  )
}

interface Observer<Value> {
  onData(value: Value): void
  onError(error: Error): void
  onComplete(): void
}

type Subscribe<Value> = (observer: Observer<Value>) => { unsubscribe(): void }

/** Each iteration is a subscription of its own. What a slow reader has not read yet waits here. */
function toIterable<Value>(subscribe: Subscribe<Value>): AsyncIterable<Value> {
  return { [Symbol.asyncIterator]: () => iterate(subscribe) }
}

async function* iterate<Value>(subscribe: Subscribe<Value>): AsyncGenerator<Value, void> {
  const received: Value[] = []
  const ending: { hasEnded: boolean; error?: Error } = { hasEnded: false }
  let wake = () => {}
  const end = (error?: Error) => {
    Object.assign(ending, { hasEnded: true, error })
    wake()
  }
  const subscription = subscribe({
    onData(value) {
      received.push(value)
      wake()
    },
    onError: end,
    onComplete: () => end(),
  })
  try {
    for (;;) {
      while (received.length > 0) yield* received.splice(0)
      if (ending.error !== undefined) throw ending.error
      if (ending.hasEnded) return
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  } finally {
    subscription.unsubscribe()
  }
}
