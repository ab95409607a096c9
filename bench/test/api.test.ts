import { expect, test } from 'vitest'
import { api } from '../src/jobs/api.ts'
import { API } from '../src/names.ts'
import { PLAN } from './support/plan.ts'

test('api measures the built server and the baseline, singly and in batches', async () => {
  const measurements = await api({
    plan: { ...PLAN, rounds: 1 },
    contestants: [],
    progress: () => {},
  })
  expect(measurements).toHaveLength(10)
  for (const { contestant, samples } of measurements) {
    for (const sample of samples) {
      expect(sample.clientUs).toBeGreaterThan(0)
      // Every call of the API is one of Redis's as well, and none of the baseline's is.
      if (contestant === API) expect(sample.commands).toBeGreaterThan(1)
      else expect(sample.commands).toBeLessThan(1)
    }
  }
})
