/**
 * How soon calls succeed after a rejection has ended: `pnpm test:recovery`. For each kind of rejection and
 * each pause after it: what the first call said, and when the first success was of a caller that repeats
 * its call every 10 ms, counted from the end of the pause.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { openAfter, outcomeOf, REJECTIONS, type Rejection } from '../redis/rejections.ts'
import { SERVER_NAME } from '../redis/server-traits.ts'

const PAUSES_MS = [0, 50, 100, 1000, 5000]
const MAX_MS = 200

async function measure(rejection: Rejection, pauseMs: number) {
  await using after = await openAfter(rejection, 1000)
  const { mine } = after
  await pause(pauseMs)
  const from = performance.now()
  const first = await outcomeOf(mine.start())
  let last = first
  while (last !== 'ok') {
    await pause(10)
    last = await outcomeOf(mine.start())
  }
  return { first, ms: Math.round(performance.now() - from) }
}

const row = (cells: (string | number)[]) => console.log(`| ${cells.join(' | ')} |`)
const titles = ['server', 'after', 'pause, ms', 'the first call', 'first success, ms']
row(titles)
row(titles.map(() => '---'))
let isGood = true
for (const [name, rejection] of Object.entries(REJECTIONS)) {
  for (const pauseMs of PAUSES_MS) {
    const { first, ms } = await measure(rejection, pauseMs)
    row([SERVER_NAME, name, pauseMs, first, ms])
    if (ms > MAX_MS || first !== 'ok') isGood = false
  }
}
process.exit(isGood ? 0 : 1)
