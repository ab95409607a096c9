/**
 * What `live.test.ts` does once, as often as a promise of that kind takes: `pnpm test:live`, with
 * LIVE_SEED for other moments. Prints its figures, and ends with 1 if anything was lost.
 */
import { greetings } from './greetings.ts'
import { handOvers } from './hand-overs.ts'
import { kills } from './kills.ts'
import { outages } from './outages.ts'
import { pauses } from './pauses.ts'
import { stops } from './stops.ts'

const seed = Number(process.env['LIVE_SEED'] ?? 1)
const only = process.env['LIVE_ONLY']?.split(',')
/** Pairs of servers side by side. */
const PAIRS = 2
const problems: string[] = []

async function report(name: string, work: () => Promise<{ problems: string[] }>): Promise<void> {
  if (only !== undefined && !only.includes(name)) return
  const started = performance.now()
  const { problems: found, ...figures } = await work()
  problems.push(...found)
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  console.log(`${name}: ${JSON.stringify(figures)}, ${found.length} problems, ${seconds} s`)
  for (const problem of found.slice(0, 20)) console.log(`  ${problem}`)
}

for (const onInterrupted of ['restart', 'fail'] as const) {
  await report(`kills-${onInterrupted}`, async () => {
    const tallies = await Promise.all(
      Array.from({ length: PAIRS }, (_, pair) =>
        kills({ onInterrupted }, { kills: 100 / PAIRS, runs: 4, seed: seed + pair }),
      ),
    )
    return {
      kills: sum(tallies.map((tally) => tally.kills)),
      runs: sum(tallies.map((tally) => tally.runs)),
      hit: sum(tallies.map((tally) => tally.hit)),
      takenAfterMs: spread(tallies.flatMap((tally) => tally.takenAfterMs)),
      problems: tallies.flatMap((tally) => tally.problems),
    }
  })
}
for (const onInterrupted of ['restart', 'fail'] as const) {
  await report(`pauses-${onInterrupted}`, () =>
    pauses({ onInterrupted }, { runs: 25, pausedMs: 30_000, seed }),
  )
}
await report('greetings', () => greetings({ kills: 20, starts: 10, seed }))
await report('stops', async () => {
  const { stoppedAfterMs, ...tally } = await stops({ runs: 200, seed })
  return { ...tally, stoppedAfterMs: spread(stoppedAfterMs) }
})
await report('outages', () => outages())
await report('hand-overs', async () => {
  const { resumedAfterMs, ...tally } = await handOvers({ runs: 50 })
  return { ...tally, resumedAfterMs: spread(resumedAfterMs) }
})

process.exit(problems.length === 0 ? 0 : 1)

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function spread(times: number[]) {
  const sorted = times.map(Math.round).toSorted((a, b) => a - b)
  const at = (share: number) =>
    sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)]
  return { count: sorted.length, median: at(0.5), p99: at(0.99), max: sorted.at(-1) }
}
