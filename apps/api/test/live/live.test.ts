import { expect, test } from 'vitest'
import { greetings } from './greetings.ts'
import { kills } from './kills.ts'
import { pauses } from './pauses.ts'
import { stops } from './stops.ts'

/* A little of what `pnpm test:live` does two hundred times. */

test.concurrent.each(['restart', 'fail'] as const)(
  'a killed server’s runs are ended by another, and watchers see what is stored: %s',
  { timeout: 240_000 },
  async (onInterrupted) => {
    const tally = await kills({ onInterrupted }, { kills: 1, runs: 4, seed: 1 })
    expect(tally.problems).toEqual([])
    expect(tally.hit).toBeGreaterThan(0)
  },
)

test.concurrent('a greeting comes once where its server is killed before or in the middle of it', {
  timeout: 240_000,
}, async () => {
  const tally = await greetings({ kills: 1, starts: 20, seed: 1 })
  expect(tally.problems).toEqual([])
})

test.concurrent('a server that was paused for longer than its lease writes nothing more', {
  timeout: 240_000,
}, async () => {
  const tally = await pauses({ onInterrupted: 'restart' }, { runs: 4, pausedMs: 0, seed: 1 })
  expect(tally).toEqual({ hit: 4, problems: [] })
})

test.concurrent('a run is stopped through another server, and what was said is kept', {
  timeout: 240_000,
}, async () => {
  const tally = await stops({ runs: 8, seed: 1 })
  expect(tally.problems).toEqual([])
  expect(tally.stoppedAfterMs.length).toBeGreaterThan(0)
})
