import { expect, test } from 'vitest'
import { live } from '../src/jobs/live.ts'
import { API, FAN_OUT } from '../src/names.ts'
import { PLAN } from './support/plan.ts'

test('live carries every piece to every watcher, by the built server and by the bare fan-out', async () => {
  const plan = { ...PLAN, rounds: 1 }
  const measurements = await live({ plan, contestants: [], progress: () => {} })
  expect(measurements.map(({ contestant, size }) => `${contestant} ${size}`)).toEqual(
    [API, FAN_OUT].flatMap((name) => plan.liveWatchers.map((size) => `${name} ${size}`)),
  )
  for (const { samples } of measurements) {
    for (const sample of samples) {
      expect(sample.clientUs).toBeGreaterThan(0)
      expect(sample.latencyMs).toBeGreaterThan(0)
    }
  }
})
