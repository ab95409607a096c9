import { setTimeout as delay } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { expect, it, vi } from 'vitest'
import { createConnectionMonitor } from '../../src/redis/connection/connection-monitor.ts'
import type { StoreEvent } from '../../src/store-events.ts'
import { reasonOf } from '../../testing/conformance/support/rejections.ts'
import { startProxy } from '../../testing/index.ts'
import { openAs } from './live-support.ts'
import { newOwner, openStore, startRawRedis } from './support.ts'

it('settles within the deadline, also when the connection came late and then fell silent', async () => {
  const deadlineMs = 2500
  await using server = await startRawRedis()
  await using proxy = await startProxy({ port: Number(new URL(server.url).port) })
  let isSilentOnceReady = false
  const observe = (event: StoreEvent) => {
    // Before the call that waits for it sends anything.
    if (isSilentOnceReady && event.type === 'connection' && event.state === 'ready') {
      proxy.inject({ kind: 'black-hole' })
    }
  }
  const store = openStore(proxy.url, { commandTimeoutMs: deadlineMs }, { observe })
  const mine = store.forOwner(newOwner())
  await mine.start()
  isSilentOnceReady = true
  proxy.refuse()
  proxy.cutAll()
  const asked = performance.now()
  const started = reasonOf(mine.start())
  setTimeout(() => void proxy.accept(), 0.6 * deadlineMs)
  expect(await started).toBe('STORE_UNAVAILABLE')
  expect(performance.now() - asked).toBeLessThan(1.5 * deadlineMs)
  await store.close()
})

it('serves a call still that was under way when another had waited for its whole deadline', async () => {
  const deadlineMs = 2000
  await using server = await startRawRedis()
  await using proxy = await startProxy({ port: Number(new URL(server.url).port) })
  const store = openStore(proxy.url, { commandTimeoutMs: deadlineMs })
  const mine = store.forOwner(newOwner())
  await mine.list()
  proxy.inject({ kind: 'black-hole' })
  const first = reasonOf(mine.list())
  await delay(0.8 * deadlineMs)
  const second = mine.list()
  expect(await first).toBe('STORE_UNAVAILABLE')
  proxy.heal()
  expect(await second).toMatchObject({ items: [] })
  await store.close()
})

it('waits for a connection that comes back a little later than the one that was served', async () => {
  const deadlineMs = 300
  await using server = await startRawRedis()
  await using proxy = await startProxy({ port: Number(new URL(server.url).port) })
  const store = openStore(proxy.url, { commandTimeoutMs: deadlineMs })
  const mine = store.forOwner(newOwner())
  const { conversation } = await mine.start()
  const read = async () => void (await mine.messages(conversation.id))
  const write = async () => void (await mine.start())
  await read()
  // Each connects anew after a pause of its own: in one round of two the other one is first.
  for (let round = 0; round < 8; round++) {
    const [first, second] = round % 2 === 0 ? [write, read] : [read, write]
    proxy.refuse()
    proxy.cutAll()
    await delay(1.2 * deadlineMs)
    await proxy.accept()
    await vi.waitFor(first, { interval: 5, timeout: 5000 })
    await second()
  }
  await store.close()
})

it('says of a server that rejects connections how the next attempt ended', async () => {
  await using server = await startRawRedis({ maxclients: '1' })
  await server.raw.ping()
  const client = openAs({ address: { mode: 'standalone', url: server.url } })
  const monitor = createConnectionMonitor(client, () => {})
  await expect.poll(() => monitor.isRejected(), { timeout: 15_000 }).toBe(true)
  expect(await monitor.waitForAttempt(60_000)).toBe(false)
  await server.raw.config('SET', 'maxclients', '100')
  expect(await monitor.waitForAttempt(60_000)).toBe(true)
  monitor.close()
})

/** One for calls, and two for reads that may be large. */
const CONNECTIONS = 3

it('keeps idle connections alive by a PING every minute', async () => {
  await using server = await startRawRedis()
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    const store = openStore(server.url)
    await store.forOwner(newOwner()).list()
    await store.health()
    const before = await pings(server.raw)
    vi.advanceTimersByTime(5 * 60_000)
    await expect.poll(async () => (await pings(server.raw)) - before).toBe(5 * CONNECTIONS)
    await store.close()
  } finally {
    vi.useRealTimers()
  }
})

async function pings(redis: Redis): Promise<number> {
  return Number(/cmdstat_ping:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1] ?? 0)
}
