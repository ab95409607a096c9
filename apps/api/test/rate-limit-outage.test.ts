import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import { startRedis } from '@threadkeep/store/testing'
import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import { createRateLimit, type RateLimit } from '../src/rate-limit/rate-limit.ts'
import { redisStore, startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { call, countings, openCounts, ready } from './support/rate-limits.ts'
import { rejectedWith } from './support/rejection.ts'

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

describe('while Redis is away', () => {
  /** The deadline of 1 s and half a second; twice that, for busy machines. */
  const ANSWERED_MS = 3000

  test('frozen: 503 by the deadline of the store, then at once, and 200 without a restart', async () => {
    await using own = await startRedis()
    using counts = openCounts(own.url)
    await ready(counts)
    const store = redisStore(own.url, { commandTimeoutMs: 1000 })
    await using api = await startApi({ rateLimitConnection: counts, store })
    const { conversation } = await api.as(newOwner())
    expect((await conversation.list.query()).items).toEqual([])
    own.signal('SIGSTOP')
    const other = await api.as(newOwner())
    const startedAt = performance.now()
    const rejected = { status: 503, reason: 'STORE_UNAVAILABLE' }
    expect(await rejectedWith(other.conversation.list.query())).toEqual(rejected)
    expect(performance.now() - startedAt).toBeLessThan(ANSWERED_MS)
    for (let n = 0; n < 20; n++) {
      const { conversation } = await api.as(newOwner())
      expect(await rejectedWith(conversation.list.query())).toEqual(rejected)
    }
    own.signal('SIGCONT')
    const healed = async () => (await other.conversation.list.query()).items
    await expect.poll(() => healed().catch(() => 'down')).toEqual([])
  })

  test('frozen: once a call has waited in vain for its count, none does again', async () => {
    await using own = await startRedis()
    // With a deadline so long that the connection stands all the time, and looks sound.
    using counts = openCounts(own.url, 20_000)
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
    using counts = openCounts(own.url, 20_000)
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
    using counts = openCounts(own.url)
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
    await expect.poll(() => countings(watcher)).toBe(1)
    // Replies come in the order of the commands: with this one, the reply to the command before is here.
    await counts.client.ping()
    await turn()
    expect(await isCounted()).toBe(true)

    own.signal('SIGSTOP')
    expect(await call(limit)).toBe(true)
    own.signal('SIGCONT')
    await expect.poll(isCounted).toBe(true)
    watcher.disconnect()
  })

  test('stopped: calls are counted here, and in Redis again when it is back', async () => {
    await using own = await startRedis()
    using counts = openCounts(own.url)
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
    await expect.poll(counted).toBe(1)
  })
})
