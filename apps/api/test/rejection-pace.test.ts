import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { RateLimitedError } from '../src/errors/errors.ts'
import { createBodyBudget } from '../src/rate-limit/body-budget.ts'
import { createInFlight } from '../src/rate-limit/in-flight.ts'
import { createRateLimit } from '../src/rate-limit/rate-limit.ts'
import { createRejectionPace } from '../src/rate-limit/rejection-pace.ts'
import { createRequestUsage } from '../src/rate-limit/request-usage.ts'
import { startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { signToken } from './support/tokens.ts'

const HOUR_MS = 3_600_000

describe('rejections of an owner', () => {
  test('beyond a burst wait, each longer than the one before, up to a bound', () => {
    const waitOf = createRejectionPace({ burst: 3, intervalMs: HOUR_MS, maxWaitMs: 2.5 * HOUR_MS })
    const owner = newOwner()
    // To the tenth of an hour: the clock goes on meanwhile.
    const waits = Array.from({ length: 7 }, () => Math.round((10 * waitOf(owner)) / HOUR_MS) / 10)
    expect(waits).toEqual([0, 0, 0, 1, 2, 2.5, 2.5])
    expect(waitOf(newOwner())).toBe(0)
  })

  test('are sent at once again after a pause', async () => {
    const waitOf = createRejectionPace({ burst: 2, intervalMs: 1, maxWaitMs: HOUR_MS })
    const owner = newOwner()
    while (waitOf(owner) === 0);
    await expect.poll(() => waitOf(owner)).toBe(0)
  })
})

describe('a request beyond the limit', () => {
  function usageOf(rejections: () => number) {
    const budgets = { inFlight: createInFlight(), bodies: createBodyBudget(), rejections }
    return createRequestUsage({ ...budgets, rateLimit: createRateLimit(1) })
  }

  test('waits once, whatever the number of its calls, and no longer than its client', async () => {
    let asked = 0
    const usage = usageOf(() => {
      asked += 1
      return HOUR_MS
    })
    const owner = newOwner()
    const [first, ...others] = Array.from({ length: 4 }, () => usage.begin(owner))
    ;(await first)?.()
    let ended = 0
    for (const other of others) other.catch(() => (ended += 1))
    await turn()
    expect([asked, ended]).toEqual([1, 0])
    usage.end()
    for (const other of others) await expect(other).rejects.toBeInstanceOf(RateLimitedError)
  })

  test('whose client has gone does not wait', async () => {
    const usage = usageOf(() => HOUR_MS)
    usage.end()
    const owner = newOwner()
    await usage.begin(owner)
    await expect(usage.begin(owner)).rejects.toBeInstanceOf(RateLimitedError)
  })
})

test('who repeats rejected calls at once is kept waiting', async () => {
  await using api = await startApi({ rateLimitPerMinute: 60 })
  const headers = { authorization: `Bearer ${await signToken(newOwner())}` }
  const startedAt = performance.now()
  const responses = await Promise.all(
    Array.from({ length: 100 }, () => api.request('/trpc/conversation.list', { headers })),
  )
  const counts = [200, 429].map((status) => responses.filter((r) => r.status === status).length)
  expect(counts).toEqual([60, 40])
  // Twenty at once, and twenty more a second.
  expect(performance.now() - startedAt).toBeGreaterThan(900)
})
