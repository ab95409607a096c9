import type { Redis } from 'ioredis'
import { expect, it, vi } from 'vitest'
import { startProxy } from '../../src/testing/index.ts'
import { openStore, someOwner, startRawRedis } from './support.ts'

const HEALED_MS = 2000

it('looks again soon at a server that is loading, whatever the server guesses', async () => {
  await using server = await startRawRedis()
  await using proxy = await startProxy({ port: Number(new URL(server.url).port) })
  const info = 'loading:1\r\nloading_eta_seconds:3600\r\n'
  proxy.inject({
    kind: 'replace-reply',
    by: Buffer.from(`$${info.length}\r\n${info}\r\n`),
    when: (request) => /\binfo\b/i.test(request.toString('latin1')),
    times: 1,
  })
  const store = openStore(proxy.url, { commandTimeoutMs: HEALED_MS })
  expect(await store.forOwner(someOwner()).list()).toMatchObject({ items: [] })
  await store.close()
})

it('keeps an idle connection alive by a PING every minute', async () => {
  await using server = await startRawRedis()
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    const store = openStore(server.url)
    await store.forOwner(someOwner()).list()
    await store.health()
    const before = await pings(server.raw)
    vi.advanceTimersByTime(5 * 60_000)
    await expect.poll(async () => (await pings(server.raw)) - before).toBe(5)
    await store.close()
  } finally {
    vi.useRealTimers()
  }
})

async function pings(redis: Redis): Promise<number> {
  return Number(/cmdstat_ping:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1] ?? 0)
}
