import { type RedisServer, startRedis } from '@threadkeep/store/testing'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRateLimit } from '../src/rate-limit/rate-limit.ts'
import { redisStore, startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { call, countings, openCounts, passed, ready } from './support/rate-limits.ts'
import { rejection, retryAfter } from './support/rejection.ts'
import { signToken } from './support/tokens.ts'

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

describe('a limit is met to the call', () => {
  test.each([1, 7, 60, 125, 600])('of %i, counted here and in Redis', async (perMinute) => {
    using counts = open()
    await ready(counts)
    const calls = perMinute + 20
    expect(await passed([createRateLimit(perMinute)], calls)).toBe(perMinute)
    expect(await passed([createRateLimit(perMinute, counts)], calls)).toBe(perMinute)
  })

  test('by calls that come all at once as well', async () => {
    using counts = open()
    await ready(counts)
    const limit = createRateLimit(125, counts)
    const owner = newOwner()
    const responses = await Promise.all(Array.from({ length: 200 }, () => call(limit, owner)))
    expect(responses.filter((response) => response === true)).toHaveLength(125)
  })
})

describe('servers on one Redis', () => {
  test('share a limit, exactly where it is small', async () => {
    using one = open()
    using other = open()
    await Promise.all([ready(one), ready(other)])
    expect(await passed([createRateLimit(7, one), createRateLimit(7, other)], 30)).toBe(7)
  })

  test('never let more through than it allows, and at most a lease each less', async () => {
    using one = open()
    using other = open()
    await Promise.all([ready(one), ready(other)])
    const limits = [createRateLimit(600, one), createRateLimit(600, other)]
    const through = await passed(limits, 1300)
    expect(through).toBeLessThanOrEqual(600)
    expect(through).toBeGreaterThan(600 - 2 * 10)
  })

  test('respond with 429 on both, and Retry-After', async () => {
    using one = open()
    using other = open()
    await Promise.all([ready(one), ready(other)])
    const deps = { rateLimitPerMinute: 3 }
    await using first = await startApi({
      ...deps,
      rateLimitConnection: one,
      store: redisStore(redis.url),
    })
    await using second = await startApi({
      ...deps,
      rateLimitConnection: other,
      store: redisStore(redis.url),
    })
    const owner = newOwner()
    const clients = [await first.as(owner), await second.as(owner)]
    for (const { conversation } of [...clients, ...clients].slice(0, 3)) {
      await conversation.list.query()
    }
    for (const { conversation } of clients) {
      const rejected = await rejection(conversation.list.query())
      expect(rejected.data).toMatchObject({ httpStatus: 429, reason: 'RATE_LIMITED' })
      expect(Number(retryAfter(rejected))).toBeGreaterThan(0)
      expect(Number(retryAfter(rejected))).toBeLessThanOrEqual(60)
    }
    const neighbour = await second.as({ ...owner, userId: 'grace' })
    expect((await neighbour.conversation.list.query()).items).toEqual([])
  })
})

describe('Redis is asked', () => {
  test('about once for a batch, and not at all by who has no calls left', async () => {
    using counts = open()
    await ready(counts)
    await using api = await startApi({ rateLimitPerMinute: 600, rateLimitConnection: counts })
    const owner = newOwner()
    const headers = { authorization: `Bearer ${await signToken(owner)}` }
    const ten = `/trpc/${Array(10).fill('conversation.list').join()}?batch=1`
    const ask = async () => (await api.request(ten, { headers })).status
    const before = await countings(raw)
    for (let n = 0; n < 5; n++) expect(await ask()).toBe(200)
    expect(await countings(raw)).toBeLessThanOrEqual(before + 6)

    // Another server lets the rest of the minute's calls through.
    await raw.incrby(counts.key(owner), 590)
    await expect.poll(ask).toBe(429)
    const spent = await countings(raw)
    for (let n = 0; n < 5; n++) expect(await ask()).toBe(429)
    expect(await countings(raw)).toBe(spent)
  })

  test('to keep a count for a minute, under a name that identifies no owner', async () => {
    using counts = open()
    await ready(counts)
    const owner = { tenantId: 'canary-tenant', userId: 'canary-user' }
    await call(createRateLimit(600, counts), owner)
    const key = counts.key(owner)
    expect(await raw.get(key)).toBe('10')
    expect(await raw.pttl(key)).toBeGreaterThan(0)
    expect(await raw.pttl(key)).toBeLessThanOrEqual(60_000)
    expect(key).toMatch(/^calls:[\w-]{43}$/)
  })
})

test('a minute later there are calls again', async () => {
  using counts = open()
  await ready(counts)
  const limit = createRateLimit(1, counts)
  const owner = newOwner()
  expect(await call(limit, owner)).toBe(true)
  expect(await call(createRateLimit(1, counts), owner)).toBeGreaterThan(50)
  // The minute's end, as any server sees it that did not block the owner itself.
  await raw.del(counts.key(owner))
  expect(await call(createRateLimit(1, counts), owner)).toBe(true)
})

test.each([
  [400, 100],
  [1000, 250],
  [5000, 250],
])(
  'with a deadline of %i ms a call waits for its count no longer than %i',
  (deadline, patience) => {
    using counts = openCounts(redis.url, deadline)
    expect(counts.timeoutMs).toBe(patience)
  },
)
