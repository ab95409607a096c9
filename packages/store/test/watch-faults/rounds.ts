import { setTimeout as pause } from 'node:timers/promises'
import type { Owner } from '@threadkeep/shared'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { createRandom } from '../../testing/random.ts'
import { pollUntil } from '../../testing/servers/poll.ts'
import { newOwner } from '../redis/support.ts'
import type { Environment } from './environments.ts'
import { changeUntilStopped } from './random-changes.ts'
import { createReader, type Reader } from './reader.ts'

export interface Tally {
  conversations: number
  reconnects: number
  events: number
  resets: number
  changes: number
  faults: string[]
}

export interface RoundOptions {
  conversations: number
  watchers: number
  /** Of each watcher, at least: it goes on for as long as Redis is away. */
  reconnects: number
  seed: number
}

type OpenAs = (owner: Owner) => OwnerConversations
type Open = () => OwnerConversations

/**
 * Watchers that reconnect at random events while Redis drops notices, is killed, frozen or failed over.
 * What each of them saw, put together, is what is stored. Changes go through `stores[0]`, watchers
 * through both.
 */
export async function watchRound(
  stores: readonly [OpenAs, OpenAs],
  environment: Pick<Environment, 'strike'>,
  { conversations, watchers, reconnects, seed }: RoundOptions,
): Promise<Tally> {
  const tally = { conversations, reconnects: 0, events: 0, resets: 0, changes: 0, faults: [] }
  const struck = new AbortController()
  const opened = await Promise.all(
    Array.from({ length: conversations }, async (_, index) => {
      const owner = newOwner()
      const mine = stores[0](owner)
      const { id } = (await insist('the start', () => mine.start())).conversation
      const opens: [Open, Open] = [() => mine, () => stores[1](owner)]
      return follow(id, opens, { watchers, reconnects }, createRandom(seed + index), struck, tally)
    }),
  )
  const random = createRandom(seed)
  await pause(200 + random() * 500)
  await environment.strike()
  struck.abort()
  await Promise.all(opened.map(({ settle }) => settle()))
  return tally
}

async function follow(
  id: string,
  opens: [Open, Open],
  { watchers, reconnects }: Pick<RoundOptions, 'watchers' | 'reconnects'>,
  random: () => number,
  struck: AbortController,
  tally: Tally,
) {
  const [open, openElsewhere] = opens
  const some = () => (random() < 0.5 ? open() : openElsewhere())
  const readers = Array.from({ length: watchers }, () => createReader(some(), id))
  const changes = changeUntilStopped(open(), id, random, tally)
  const disturbing = readers.map(async (reader) => {
    for (let n = 0; n < reconnects || !struck.signal.aborted; n++) {
      const before = reader.tally.events
      const events = Math.floor(random() * 6)
      const until = Date.now() + 200
      while (reader.tally.events < before + events && Date.now() < until) await pause(3)
      reader.reconnect(some())
    }
  })
  return {
    async settle() {
      await Promise.all(disturbing)
      await changes.stop()
      await settle(id, open(), readers, tally)
    },
  }
}

/** Once nothing changes any more, every watcher comes to see what is stored. */
async function settle(
  id: string,
  mine: OwnerConversations,
  readers: Reader[],
  tally: Tally,
): Promise<void> {
  // One more change that is acknowledged, so that there is something to catch up with.
  const title = `settled ${Date.now()}`
  const { revision } = await insist('a change', () => mine.update(id, { title }))
  for (const [index, reader] of readers.entries()) {
    try {
      await pollUntil('the watcher has caught up', async () => reader.revision === revision)
    } catch {
      tally.faults.push(`watcher ${index} is at ${reader.revision} of ${revision}`)
    }
  }
  const all = await insist('a read', () => readAll(mine, id))
  const stored = all.map(({ seq, id: message, content }) => JSON.stringify([seq, message, content]))
  for (const [index, reader] of readers.entries()) {
    await reader.close()
    const seen = reader.messages.map(({ seq, id: message, content }) =>
      JSON.stringify([seq, message, content]),
    )
    const at = stored.findIndex((each, n) => each !== seen[n])
    if (at >= 0 || seen.length !== stored.length) {
      tally.faults.push(`watcher ${index} saw ${seen.length} of ${stored.length}, other at ${at}`)
    }
    tally.faults.push(...reader.tally.faults)
    tally.reconnects += reader.tally.connections - 1
    tally.events += reader.tally.events
    tally.resets += reader.tally.resets
  }
}

/** Redis may still be away. */
async function insist<Result>(what: string, call: () => Promise<Result>): Promise<Result> {
  let result: Result | undefined
  await pollUntil(what, async () => {
    result = await call()
    return true
  })
  if (result === undefined) throw new Error(`${what}: nothing`)
  return result
}

async function readAll(mine: OwnerConversations, id: string) {
  const all = []
  for (let hasMore = true; hasMore; ) {
    const page = await mine.messages(id, { afterSeq: all.length, limit: 100 })
    all.push(...page.items)
    hasMore = page.hasMore
  }
  return all
}
