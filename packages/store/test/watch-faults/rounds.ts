import type { Owner } from '@threadkeep/shared'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { text } from '../../testing/conformance/support/samples.ts'
import { pollUntil } from '../../testing/servers/poll.ts'
import { newOwner } from '../redis/support.ts'
import { seededRandom } from '../rounds/random.ts'
import type { Environment } from './environments.ts'
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
      return follow(id, opens, { watchers, reconnects }, seededRandom(seed + index), struck, tally)
    }),
  )
  const random = seededRandom(seed)
  await pauseFor(200 + random() * 500)
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
  const changes = changeUntil(open(), id, random, tally)
  const disturbing = readers.map(async (reader) => {
    for (let n = 0; n < reconnects || !struck.signal.aborted; n++) {
      const before = reader.tally.events
      const events = Math.floor(random() * 6)
      const until = Date.now() + 200
      while (reader.tally.events < before + events && Date.now() < until) await pauseFor(3)
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

/** One change after the other. What is not acknowledged may have been made or not. */
function changeUntil(
  mine: OwnerConversations,
  id: string,
  random: () => number,
  tally: Tally,
): { stop(): Promise<void> } {
  let isStopped = false
  const working = (async () => {
    while (!isStopped) {
      try {
        await change(mine, id, random)
        tally.changes += 1
      } catch {
        await pauseFor(50)
      }
    }
  })()
  return {
    async stop() {
      isStopped = true
      await working
    },
  }
}

async function change(mine: OwnerConversations, id: string, random: () => number): Promise<void> {
  const runs = mine.runs(id)
  const chance = random()
  if (chance < 0.25) {
    await mine.append(id, { messages: [text('appended')] })
    return
  }
  const { messageCount } = await mine.get(id)
  if (chance < 0.32 && messageCount > 4) {
    await mine.truncate(id, { afterSeq: Math.floor(random() * messageCount) })
    return
  }
  if (chance < 0.4 && messageCount > 0) {
    await mine.redact(id, 1 + Math.floor(random() * messageCount))
    return
  }
  const orphan = await runs.takeOver(random() < 0.5 ? 'restart' : 'keep')
  const lease = orphan ?? (await runs.begin({ content: { type: 'text', text: 'Hello' } })).lease
  if (lease === null) return
  let said = lease.said.map((piece) => (piece.type === 'text' ? piece.text : '')).join('')
  for (const word of ['So ', 'far ', 'so ', 'é😀'].slice(Math.floor(random() * 4))) {
    await lease.write([{ type: 'text', offset: said.length, text: word }])
    said += word
    // As an agent does, so that watchers read in between.
    await pauseFor(random() * 10)
  }
  if (random() < 0.1) return await lease.giveBack()
  await lease.finish({
    status: random() < 0.8 ? 'completed' : 'stopped',
    messages: said === '' ? [] : [text(said, 'assistant')],
  })
}

function pauseFor(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
