/**
 * How soon calls succeed after a rejection has ended: `pnpm test:recovery`. For each kind of rejection and
 * each pause after it: what the first call said, and when the first success was of a caller that repeats
 * its call every 10 ms, counted from the end of the pause.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { startRedis } from '../../testing/index.ts'
import { openPlain } from '../redis/live-support.ts'
import { outcomeOf, REJECTIONS, type Rejection, untilEstablished } from '../redis/rejections.ts'
import { newOwner, openStore } from '../redis/support.ts'

const PAUSES_MS = [0, 50, 100, 1000, 5000]
const MAX_MS = 200
/** An open breaker makes a trial every 100 ms: a call before the next trial may be rejected at once. */
const FIRST_SUCCEEDS_AFTER_MS = 100

async function measure({ begin, end }: Rejection, pauseMs: number) {
  await using server = await startRedis()
  const store = openStore(server.url, { commandTimeoutMs: 1000 })
  const mine = store.forOwner(newOwner())
  await mine.start()
  const admin = openPlain(server)
  await admin.ping()
  await begin(admin, server)
  await untilEstablished(mine)
  await end(admin, server)
  admin.disconnect()
  await pause(pauseMs)
  const from = performance.now()
  const first = await outcomeOf(mine.start())
  let last = first
  while (last !== 'ok') {
    await pause(10)
    last = await outcomeOf(mine.start())
  }
  const ms = Math.round(performance.now() - from)
  await store.close()
  return { first, ms }
}

const row = (cells: (string | number)[]) => console.log(`| ${cells.join(' | ')} |`)
const titles = ['after', 'pause, ms', 'the first call', 'first success, ms']
row(titles)
row(titles.map(() => '---'))
let isGood = true
for (const [name, rejection] of Object.entries(REJECTIONS)) {
  for (const pauseMs of PAUSES_MS) {
    const { first, ms } = await measure(rejection, pauseMs)
    row([name, pauseMs, first, ms])
    if (ms > MAX_MS || (pauseMs >= FIRST_SUCCEEDS_AFTER_MS && first !== 'ok')) isGood = false
  }
}
process.exit(isGood ? 0 : 1)
