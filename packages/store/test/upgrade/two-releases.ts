/**
 * The release before and this one at once on one Redis under load, forward, back and forward again:
 * `pnpm test:upgrade`. Needs the project's git history, for the release before is read from it.
 */
import type { ConversationStore } from '../../src/conversation-store.ts'
import { startRedis } from '../../testing/index.ts'
import { Caller, type Tally } from './load.ts'
import { releaseAt, thisRelease } from './release.ts'

/** The last commit that wrote layout 1. */
const BEFORE = 'db1b170'
const PHASE_MS = Number(process.env['UPGRADE_PHASE_MS'] ?? 15_000)
const CALLERS = 12

const server = await startRedis()
const [before, now] = [await releaseAt(BEFORE), await thisRelease()]
const tally: Tally = { calls: 0, failed: [] }
const callers = Array.from({ length: CALLERS }, (_, index) => new Caller(`user-${index}`, tally))

async function phase(name: string, stores: ConversationStore[]): Promise<void> {
  const began = { calls: tally.calls, failed: tally.failed.length }
  const end = Date.now() + PHASE_MS
  await Promise.all(
    callers.map(async (caller) => {
      while (Date.now() < end) await caller.step(stores)
    }),
  )
  for (const store of stores) await Promise.all(callers.map((caller) => caller.checkAll(store)))
  const failed = tally.failed.slice(began.failed)
  console.log(`${name}: ${tally.calls - began.calls} calls, ${failed.length} failed`)
  for (const each of new Set(failed)) console.log(`  ${each}`)
}

const old = before.open(server.url)
await phase('the release before', [old])
const first = now.open(server.url)
await phase('both, on the way forward', [old, first])
await phase('this release', [first])
await phase('both, on the way back', [first, old])
await phase('the release before again', [old])
await phase('both, forward again', [old, first])
await old.close()
const raised = now.open(server.url, { layout: 2 })
await phase('this release with its own layout, and a server that still writes the other', [
  first,
  raised,
])
await first.close()
await phase('this release with its own layout', [raised])
await raised.close()
await server.stop()
console.log(`${tally.calls} calls, ${tally.failed.length} failed`)
process.exit(tally.failed.length === 0 ? 0 : 1)
