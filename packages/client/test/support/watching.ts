import {
  applyConversationEvent,
  type ConversationEvent,
  type ConversationState,
  INITIAL_STATE,
  type ThreadkeepClient,
  type Tracked,
  type WatchOptions,
  watch,
} from '../../src/index.ts'

export interface Watching extends AsyncDisposable {
  /** Everything that it has handed out so far. */
  readonly events: Tracked<ConversationEvent>[]
  state(): ConversationState
  /** Resolves once the watch has ended, with why. */
  readonly ended: Promise<unknown>
}

/** A watch that is read in the background. */
export function startWatching(
  client: ThreadkeepClient,
  conversationId: string,
  options: WatchOptions = {},
): Watching {
  const events: Tracked<ConversationEvent>[] = []
  const abort = new AbortController()
  const ended = (async () => {
    for await (const event of watch(client, conversationId, { signal: abort.signal, ...options })) {
      events.push(event)
    }
  })().catch((error: unknown) => error)
  return {
    events,
    ended,
    state: () =>
      events.reduce((state, { data }) => applyConversationEvent(state, data), INITIAL_STATE),
    async [Symbol.asyncDispose]() {
      abort.abort()
      await ended
    },
  }
}

/** All deltas put together. */
export function saidIn(events: readonly Tracked<ConversationEvent>[]): string {
  return events.map(({ data }) => (data.type === 'delta' ? data.text : '')).join('')
}

/** The texts of the assistant's messages, in their order. */
export function repliesIn({ messages }: ConversationState): string[] {
  return messages.flatMap(({ role, content }) =>
    role === 'assistant' && content.type === 'text' ? [content.text] : [],
  )
}
