import type { ConversationEvent, OwnerChange, Tracked } from '@threadkeep/shared'
import { expect } from 'vitest'
import type { OwnerConversations } from '../../../src/conversation-store.ts'

/** Watchers share events, so a store that changed one would change what others were told. */
function deepFrozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const member of Object.values(value)) deepFrozen(member)
  return Object.freeze(value)
}

/** Collects the events of a watch. */
function collect<Event>(watch: (signal: AbortSignal) => AsyncIterable<Tracked<Event>>) {
  const controller = new AbortController()
  const seen: Tracked<Event>[] = []
  const ended = (async () => {
    for await (const tracked of watch(controller.signal)) seen.push(deepFrozen(tracked))
  })()
  // Tests that wait for its end handle the rejection.
  ended.catch(() => undefined)
  return {
    seen,
    ended,
    events: () => seen.map(({ event }) => event),
    lastId: () => seen.at(-1)?.id,
    async [Symbol.asyncDispose]() {
      controller.abort()
      await ended.catch(() => undefined)
    },
  }
}

export const watch = (mine: OwnerConversations, id: string, lastEventId?: string) =>
  collect<ConversationEvent>((signal) => mine.runs(id).watch({ lastEventId, signal }))
export const watchList = (mine: OwnerConversations, lastEventId?: string) =>
  collect<OwnerChange>((signal) => mine.changes({ lastEventId, signal }))

/** Node 20 has no AsyncDisposableStack. */
export const closingAll = (watchers: readonly AsyncDisposable[]): AsyncDisposable => ({
  async [Symbol.asyncDispose]() {
    await Promise.all(watchers.map((watcher) => watcher[Symbol.asyncDispose]()))
  },
})

/** A watch of a list begins with a `reset`. */
export const begun = (watcher: { events(): OwnerChange[] }) =>
  expect.poll(watcher.events, WAIT).toStrictEqual([{ type: 'reset' }])

export const WAIT = { timeout: 15_000, interval: 5 }
const HELLO = { type: 'text', text: 'Hello' } as const
export const types = (events: { type: string }[]) => events.map(({ type }) => type)
export const textOf = (events: ConversationEvent[]) =>
  events.map((event) => (event.type === 'delta' ? event.text : '')).join('')

export const seqOf = (event: ConversationEvent) =>
  event.type === 'message' ? event.message.seq : undefined

export async function begin(mine: OwnerConversations, id: string) {
  const begun = await mine.runs(id).begin({ content: HELLO })
  if (begun.lease === null) throw new Error('a run that was begun has a lease')
  return begun.lease
}
