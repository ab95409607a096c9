import { expect, test } from 'vitest'
import { watches } from '../src/jobs/watches.ts'
import { PLAN } from './support/plan.ts'

test('watches measures memory, sends every piece to each, and sees a stalled reader cut off', async () => {
  const use = await watches({ plan: PLAN, contestants: [], progress: () => {} })
  expect(use.together).toBe(2)
  expect(use.complete).toBe(2)
  expect(use.redisBytesEach).not.toBeNaN()
  expect(use.cutOffSeconds).toBeGreaterThan(20)
  expect(use.latencyBesideStalledMs).toBeGreaterThan(0)
})
