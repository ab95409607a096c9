/**
 * A slot that stays MIGRATING for a minute under load: `pnpm test:moving-slot`. With nothing, half and all
 * of an owner's keys moved: what succeeds, how soon the rest is rejected, and that nothing is lost or
 * doubled once the move is over. SLOT_SECONDS for another duration.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import type { ConversationStore } from '../../src/conversation-store.ts'
import { startCluster } from '../../testing/index.ts'
import { SERVER_NAME } from '../redis/server-traits.ts'
import { beginSlotMove } from '../redis/slot-move.ts'
import { keysOf, newOwner, openStore } from '../redis/support.ts'
import { createLoad } from './load.ts'

const HOLD_MS = 1000 * Number(process.env['SLOT_SECONDS'] ?? 60)
const DEADLINE_MS = 1000
/** A call is rejected within its deadline, and what the machine adds. */
const IN_TIME_MS = DEADLINE_MS + 500
const CONVERSATIONS = 8

/** How much of the owner is on the other node, and which of its keys these are. */
const SHARES = {
  nothing: () => [],
  half: (keys: string[]) => keys.filter((_key, at) => at % 2 === 0),
  all: (keys: string[]) => keys,
}

const row = (cells: (string | number)[]) => console.log(`| ${cells.join(' | ')} |`)
const TITLES = ['server', 'moved', 'operation', 'calls', 'succeeded', '503', 'other', 'slowest ms']
let isGood = true

async function hold(store: ConversationStore, nodes: Redis[], moved: keyof typeof SHARES) {
  const owner = newOwner()
  const mine = store.forOwner(owner)
  const ids: string[] = []
  for (let n = 0; n < CONVERSATIONS; n++) ids.push((await mine.start()).conversation.id)
  const load = createLoad(mine, ids)
  await load.runFor(1000)
  load.takeCounts()

  const slot = await beginSlotMove(nodes, keysOf(owner).all)
  const share = SHARES[moved](slot.keys)
  if (share.length > 0) await slot.move(share)
  await load.runFor(HOLD_MS)
  const counts = load.takeCounts()
  await slot.finish()
  const finishedAt = performance.now()
  while (!(await mine.list().then(Boolean, () => false))) await pause(10)
  const healedMs = Math.round(performance.now() - finishedAt)

  const { acknowledged, lost, doubled } = await load.settle()
  for (const [operation, { calls, ok, unavailable, other, slowestMs }] of counts) {
    row([SERVER_NAME, moved, operation, calls, ok, unavailable, other, Math.round(slowestMs)])
    if (other > 0 || slowestMs > IN_TIME_MS) isGood = false
  }
  if (lost + doubled > 0) isGood = false
  return `${moved} moved: ${acknowledged} appends and starts acknowledged, ${lost} lost, ${doubled} doubled; healed ${healedMs} ms after the move`
}

await using cluster = await startCluster()
const nodes = cluster.masters.map(({ url }) => new Redis(url))
const address = { mode: 'cluster', url: cluster.url } as const
const store = openStore(cluster.url, { address, commandTimeoutMs: DEADLINE_MS })
row(TITLES)
row(TITLES.map(() => '---'))
const ends = []
for (const moved of ['nothing', 'half', 'all'] as const) ends.push(await hold(store, nodes, moved))
console.log(`\n${ends.join('\n')}`)
await store.close()
for (const node of nodes) node.disconnect()
process.exitCode = isGood ? 0 : 1
