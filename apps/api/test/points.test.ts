import { setImmediate as turn } from 'node:timers/promises'
import { type RedisServer, startRedis } from '@threadkeep/store/testing'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RateLimitedError } from '../src/errors/errors.ts'
import { createBodyBudget } from '../src/rate-limit/body-budget.ts'
import { createInFlight } from '../src/rate-limit/in-flight.ts'
import { createRateLimit, type RateLimit } from '../src/rate-limit/rate-limit.ts'
import { createRequestUsage } from '../src/rate-limit/request-usage.ts'
import { startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { call, openCounts, ready } from './support/rate-limits.ts'
import { rejectedWith } from './support/rejection.ts'

const REJECTED = { status: 429, reason: 'RATE_LIMITED' }
const KIB = 1024

let redis: RedisServer
let raw: Redis
beforeAll(async () => {
  redis = await startRedis()
  raw = new Redis(redis.url)
})
afterAll(async () => {
  raw?.disconnect()
  await redis?.stop()
})

const open = () => openCounts(redis.url, 20_000)

/** How many calls are let through before one is not. */
async function callsLeft(limit: RateLimit, owner = newOwner()): Promise<number> {
  for (let calls = 0; ; calls++) if ((await call(limit, owner)) !== true) return calls
}

describe('points charged afterwards', () => {
  test.each([0, 1, 9, 10, 80, 119])(
    '%i of 120 are paid by the calls after them',
    async (points) => {
      using counts = open()
      await ready(counts)
      for (const limit of [createRateLimit(120), createRateLimit(120, counts)]) {
        const owner = newOwner()
        await limit.take(owner)
        limit.charge(owner, points)
        expect(await callsLeft(limit, owner)).toBe(119 - points)
      }
    },
  )

  test('are paid on another server as well, without a call', async () => {
    using one = open()
    using other = open()
    await Promise.all([ready(one), ready(other)])
    const owner = newOwner()
    // Of an owner that this server knows nothing of, and beyond what the minute has.
    createRateLimit(60, one).charge(owner, 100)
    await expect.poll(async () => Number(await raw.get(one.key(owner)))).toBeGreaterThanOrEqual(100)
    expect(await callsLeft(createRateLimit(60, other), owner)).toBe(0)
  })
})

test('a call that waited while others used up the minute is rejected, and makes room', async () => {
  const rateLimit = createRateLimit(60)
  const inFlight = createInFlight({ calls: 1, bytes: 1000, waiting: 9, waitMs: 60_000 })
  const bodies = createBodyBudget()
  const usage = () =>
    createRequestUsage({ rateLimit, inFlight, bodies, rejections: () => 0 }, () => {})
  const owner = newOwner()
  const first = usage()
  const end = await first.begin(owner)
  const waiting = [usage().begin(owner), usage().begin(owner)]
  // Both have had their point, and wait for the first.
  await turn()
  first.moved(60 * 64 * KIB)
  end()
  const ends = await Promise.allSettled(waiting)
  const rejected = { status: 'rejected', reason: expect.any(RateLimitedError) }
  expect(ends).toEqual([rejected, rejected])
})

test('the last point of a minute is enough for a call', async () => {
  const budgets = {
    rateLimit: createRateLimit(60),
    inFlight: createInFlight(),
    bodies: createBodyBudget(),
    rejections: () => 0,
  }
  const owner = newOwner()
  for (let n = 0; n < 60; n++) (await createRequestUsage(budgets, () => {}).begin(owner))()
  await expect(createRequestUsage(budgets, () => {}).begin(owner)).rejects.toBeInstanceOf(
    RateLimitedError,
  )
})

test('a user who is beyond the limit by bytes is rejected, and no other', async () => {
  await using api = await startApi({ rateLimitPerMinute: 60 })
  const owner = newOwner()
  const { conversation } = await api.as(owner)
  const { id } = await conversation.start.mutate({})
  const content = {
    type: 'cardAction',
    actionId: 'a',
    data: { text: 'x'.repeat(60 * KIB) },
  } as const
  for (let n = 0; n < 4; n++) await conversation.send.mutate({ conversationId: id, content })
  const pages = async () => {
    for (;;) await conversation.messages.query({ conversationId: id })
  }
  expect(await rejectedWith(pages())).toEqual(REJECTED)
  const other = await api.as({ ...owner, userId: 'other' })
  expect((await other.conversation.list.query()).items).toEqual([])
})
