import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import { openRateLimitConnection, type RateLimitConnection } from '@threadkeep/store'
import { type RedisServer, startRedis } from '@threadkeep/store/testing'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RateLimitedError } from '../src/errors/errors.ts'
import { createRateLimit, type RateLimit } from '../src/rate-limit/rate-limit.ts'
import { redisConfig, redisStore, startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { refusal, refusedWith, retryAfter } from './support/refusal.ts'
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

function open(url = redis.url, commandTimeoutMs = 1000): RateLimitConnection & Disposable {
  const counts = openRateLimitConnection({ ...redisConfig(url), commandTimeoutMs })
  return { ...counts, [Symbol.dispose]: counts.close }
}

async function ready({ client }: RateLimitConnection): Promise<void> {
  await expect.poll(() => client.status).toBe('ready')
}

/** Whether one more call was let through; true or the seconds to wait. */
async function call(limit: RateLimit, owner = newOwner()): Promise<true | number> {
  try {
    await limit.take(owner)
    return true
  } catch (error) {
    if (error instanceof RateLimitedError) return error.retryAfterSeconds
    throw error
  }
}

/** Whether a call waits for nothing but this process: told without a clock, on a busy machine too. */
async function isAtOnce(limit: RateLimit, owner = newOwner()): Promise<boolean> {
  let settled = false
  const calling = call(limit, owner).then(() => {
    settled = true
  })
  await turn()
  const isSettled = settled
  await calling
  return isSettled
}

/** How often Redis has counted so far. */
async function countings(server = raw): Promise<number> {
  const stats = await server.info('commandstats')
  return Number(/cmdstat_incrby:calls=(\d+)/.exec(stats)?.[1] ?? 0)
}

/** One after the other, taking turns. */
async function passed(limits: RateLimit[], calls: number): Promise<number> {
  const owner = newOwner()
  let through = 0
  for (let n = 0; n < calls; n++) {
    const limit = limits[n % limits.length]
    if (limit !== undefined && (await call(limit, owner)) === true) through += 1
  }
  return through
}

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
    const answers = await Promise.all(Array.from({ length: 200 }, () => call(limit, owner)))
    expect(answers.filter((answer) => answer === true)).toHaveLength(125)
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

  test('answer 429 on both, and when to come back', async () => {
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
      const refused = await refusal(conversation.list.query())
      expect(refused.data).toMatchObject({ httpStatus: 429, reason: 'RATE_LIMITED' })
      expect(Number(retryAfter(refused))).toBeGreaterThan(0)
      expect(Number(retryAfter(refused))).toBeLessThanOrEqual(60)
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
    const before = await countings()
    for (let n = 0; n < 5; n++) expect(await ask()).toBe(200)
    expect(await countings()).toBeLessThanOrEqual(before + 6)

    // Another server lets the rest of the minute's calls through.
    await raw.incrby(counts.key(owner), 590)
    await expect.poll(ask).toBe(429)
    const spent = await countings()
    for (let n = 0; n < 5; n++) expect(await ask()).toBe(429)
    expect(await countings()).toBe(spent)
  })

  test('to keep a count for a minute, under a name that tells nobody', async () => {
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

describe('while Redis is away', () => {
  /** The deadline of 1 s and half a second; twice that, for busy machines. */
  const ANSWERED_MS = 3000

  test('frozen: 503 by the deadline of the store, then at once, and 200 without a restart', async () => {
    await using own = await startRedis()
    using counts = open(own.url)
    await ready(counts)
    await using api = await startApi({ rateLimitConnection: counts, store: redisStore(own.url) })
    const { conversation } = await api.as(newOwner())
    expect((await conversation.list.query()).items).toEqual([])
    own.signal('SIGSTOP')
    const other = await api.as(newOwner())
    const startedAt = performance.now()
    const refused = { status: 503, reason: 'STORE_UNAVAILABLE' }
    expect(await refusedWith(other.conversation.list.query())).toEqual(refused)
    expect(performance.now() - startedAt).toBeLessThan(ANSWERED_MS)
    for (let n = 0; n < 20; n++) {
      const { conversation } = await api.as(newOwner())
      expect(await refusedWith(conversation.list.query())).toEqual(refused)
    }
    own.signal('SIGCONT')
    const healed = async () => (await other.conversation.list.query()).items
    await expect.poll(() => healed().catch(() => 'down'), { timeout: 5000 }).toEqual([])
  })

  test('frozen: once a call has waited in vain for its count, none does again', async () => {
    await using own = await startRedis()
    // With a deadline so long that the connection stands all the time, and looks sound.
    using counts = open(own.url, 20_000)
    await ready(counts)
    const limit = createRateLimit(600, counts)
    own.signal('SIGSTOP')
    expect(await isAtOnce(limit)).toBe(false)
    const until = performance.now() + 10 * counts.timeoutMs
    while (performance.now() < until) {
      expect(await isAtOnce(limit)).toBe(true)
      await delay(20)
    }
    expect(counts.client.status).toBe('ready')
  })

  test('frozen: who is known does not wait even for the first count', async () => {
    await using own = await startRedis()
    using counts = open(own.url, 20_000)
    await ready(counts)
    const limit = createRateLimit(600, counts)
    const owner = newOwner()
    for (let n = 0; n < 5; n++) expect(await call(limit, owner)).toBe(true)
    own.signal('SIGSTOP')
    for (let n = 0; n < 30; n++) {
      expect(await isAtOnce(limit, owner), `call ${n}`).toBe(true)
      await delay(counts.timeoutMs / 2)
    }
  })

  test('thawed or back again: that is found out without a call, and the next one is counted', async () => {
    await using own = await startRedis()
    using counts = open(own.url)
    await ready(counts)
    const limit = createRateLimit(600, counts)
    const watcher = new Redis(own.url)
    // It is taken away on purpose.
    watcher.on('error', () => {})
    const isCounted = async () => {
      const owner = newOwner()
      await call(limit, owner)
      return (await watcher.exists(counts.key(owner))) === 1
    }
    expect(await isCounted()).toBe(true)
    await own.kill()
    expect(await call(limit)).toBe(true)
    await own.restart()
    await expect.poll(() => countings(watcher), { timeout: 5000 }).toBe(1)
    // Answers come in the order of the questions: with this one, that to the question before is here.
    await counts.client.ping()
    await turn()
    expect(await isCounted()).toBe(true)

    own.signal('SIGSTOP')
    expect(await call(limit)).toBe(true)
    own.signal('SIGCONT')
    await expect.poll(isCounted, { timeout: 5000 }).toBe(true)
    watcher.disconnect()
  })

  test.each([
    [400, 100],
    [1000, 250],
    [5000, 250],
  ])(
    'with a deadline of %i ms a call waits for its count no longer than %i',
    (deadline, patience) => {
      using counts = open(redis.url, deadline)
      expect(counts.timeoutMs).toBe(patience)
    },
  )

  test('stopped: calls are counted here, and in Redis again when it is back', async () => {
    await using own = await startRedis()
    using counts = open(own.url)
    await ready(counts)
    await own.kill()
    const limit = createRateLimit(3, counts)
    const owner = newOwner()
    for (let n = 0; n < 3; n++) expect(await call(limit, owner)).toBe(true)
    expect(await call(limit, owner)).toBeGreaterThan(50)
    await own.restart()
    await ready(counts)
    const other = newOwner()
    const counted = async () => {
      await call(limit, newOwner())
      await call(limit, other)
      return counts.client.exists(counts.key(other))
    }
    await expect.poll(counted, { timeout: 5000 }).toBe(1)
  })
})
