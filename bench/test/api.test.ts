import { expect, test } from 'vitest'
import { api } from '../src/jobs/api.ts'
import { API_BASELINE } from '../src/names.ts'
import { PLAN } from './support/plan.ts'

test('api measures the built server and the baselines, singly and in batches', async () => {
  const measurements = await api({
    plan: { ...PLAN, rounds: 1 },
    contestants: [],
    progress: () => {},
  })
  expect(measurements).toHaveLength(12)
  for (const { contestant, samples } of measurements) {
    for (const sample of samples) {
      expect(sample.clientUs).toBeGreaterThan(0)
      // Every call but the no-op asks Redis.
      if (contestant === API_BASELINE) expect(sample.commands).toBeLessThan(1)
      else expect(sample.commands).toBeGreaterThan(0.9)
    }
  }
})
