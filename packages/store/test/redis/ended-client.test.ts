import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createConnectionMonitor } from '../../src/redis/connection/connection-monitor.ts'
import { createClient } from '../../src/redis/connection/create-client.ts'
import { createNoticeSubscriber } from '../../src/redis/connection/notice-subscriber.ts'
import { startProxy, startRedis, startSentinel } from '../../testing/index.ts'
import { newOwner, openStore, storeConfig } from './support.ts'

const WAIT = { timeout: 10_000, interval: 5 }

/* What ioredis leaves undone: it gives up for good, and rejects where nobody can catch it. */

test('a client that has given up is connected again, until it is closed', async () => {
  await using server = await startRedis()
  const config = storeConfig({ address: { mode: 'standalone', url: server.url } })
  const client = createClient(config)
  const monitor = createConnectionMonitor(client, () => {})
  expect(await monitor.waitUntilReady(10_000)).toBe(true)
  client.disconnect()
  await expect.poll(() => client.status).toBe('end')
  expect(await monitor.waitUntilReady(10_000)).toBe(true)
  monitor.close()
  await expect.poll(() => client.status).toBe('end')
})

test('the store comes back after a failover by Sentinel that is announced while it reconnects', async () => {
  await using group = await startSentinel()
  const sentinels = group.sentinels.map(({ host, port }) => ({ host, port }))
  const store = openStore('', {
    address: { mode: 'sentinel', name: group.name, sentinels, tls: false },
  })
  const mine = store.forOwner(newOwner())
  await mine.start()
  await group.master.kill()
  await expect
    .poll(() => mine.start().then(() => 'started'), { timeout: 30_000, interval: 100 })
    .toBe('started')
  await store.close()
})

test('a subscriber that is disconnected while it subscribes costs no unhandled rejection', async () => {
  await using server = await startRedis()
  await using proxy = await startProxy(server)
  const config = storeConfig({ address: { mode: 'standalone', url: proxy.url } })
  const subscriber = createNoticeSubscriber(config, () => {})
  let times = 0
  subscriber.subscribe('owner', ({ type }) => {
    if (type === 'lost') times += 1
  })
  await expect.poll(() => times, WAIT).toBe(1)
  // Every reply takes a while, so most connections are cut between a command and its reply.
  proxy.inject({ kind: 'delay-replies', ms: 100 })
  for (let n = 0; n < 20; n++) {
    const { connections } = proxy.counters
    proxy.cutAll()
    await expect.poll(() => proxy.counters.connections, WAIT).toBeGreaterThan(connections)
    await pause(105 + 5 * n)
  }
  proxy.heal()
  await expect.poll(() => times, WAIT).toBeGreaterThan(1)
  subscriber.close()
})
