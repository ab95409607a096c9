import fc from 'fast-check'
import { expect } from 'vitest'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { type Change, change } from './changes.ts'
import { startHistory } from './history.ts'
import { createWatcher } from './watcher.ts'

type Step =
  /** A change, while some watchers wait for the next event. */
  | { change: Change; listening: number[] }
  | { watcher: number; pull: number }
  /** How many events before the last that it processed. */
  | { watcher: number; back: number }

const WATCHERS = 3
const watcher = fc.nat({ max: WATCHERS - 1 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ change, listening: fc.array(watcher, { maxLength: 2 }) }) },
  { weight: 2, arbitrary: fc.record({ watcher, pull: fc.integer({ min: 1, max: 12 }) }) },
  fc.record({ watcher, back: fc.nat({ max: 6 }) }),
)

/**
 * One conversation is changed at random, and watched by some that read, disconnect and resume at
 * random events. Each puts together what it was told, and finds no gap, nothing twice, and in the end
 * what is true.
 */
export function watchersSeeEverything(owner: () => OwnerConversations, histories: number) {
  const steps = fc.array(step, { minLength: 10, maxLength: 50 })
  const property = fc.asyncProperty(steps, async (all) => {
    const history = await startHistory(owner())
    const watchers = Array.from({ length: WATCHERS }, () => createWatcher(history))
    for (const step of all) {
      if ('change' in step) {
        for (const index of step.listening) watchers[index]?.listen()
        await history.make(step.change)
      } else if ('pull' in step) {
        await watchers[step.watcher]?.pull(step.pull)
      } else {
        await watchers[step.watcher]?.resume(step.back)
      }
    }
    // What is told too much comes at the latest before this.
    await history.make({ type: 'rename' })
    for (const each of watchers) {
      await each.pull(Number.POSITIVE_INFINITY)
      each.assertTrue()
      await each.close()
    }
    await assertStored(history)
  })
  return fc.assert(property, { numRuns: histories })
}

async function assertStored({
  mine,
  id,
  messages,
  revision,
}: Awaited<ReturnType<typeof startHistory>>) {
  const stored = []
  for (let hasMore = true; hasMore; ) {
    const page = await mine.messages(id, { afterSeq: stored.length, limit: 100 })
    stored.push(...page.items)
    hasMore = page.hasMore
  }
  expect(stored).toStrictEqual(messages)
  expect(await mine.get(id)).toMatchObject({ messageCount: messages.length, revision })
}
