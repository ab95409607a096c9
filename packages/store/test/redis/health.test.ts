import type { StoreHealth } from '@threadkeep/shared'
import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import type { RedisStoreConfig } from '../../src/config.ts'
import type { ConversationStore } from '../../src/conversation-store.ts'
import type { StoreEvent } from '../../src/store-events.ts'
import { startCluster, startProxy, startRedis } from '../../testing/index.ts'
import { newOwner, openStore, startRawRedis } from './support.ts'

async function healthOf(url: string, settings: Partial<RedisStoreConfig> = {}) {
  const store: ConversationStore = openStore(url, settings)
  try {
    return await store.health()
  } finally {
    await store.close()
  }
}

/** What a server has on disk is not what these tests are about. */
const PERSISTED = { appendonly: 'yes' }

it('reports latency, version, role and eviction policy of a good server', async () => {
  await using server = await startRawRedis(PERSISTED)
  expect(await healthOf(server.url)).toEqual({
    status: 'healthy',
    latencyMs: expect.any(Number),
    checkedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    server: {
      version: expect.stringMatching(/^\d+\./),
      role: 'master',
      evictionPolicy: 'noeviction',
    },
    warnings: [],
  })
})

it.each(['allkeys-lru', 'volatile-ttl'])('warns of maxmemory-policy %s', async (policy) => {
  await using server = await startRawRedis({ ...PERSISTED, 'maxmemory-policy': policy })
  expect(await healthOf(server.url)).toMatchObject({
    status: 'healthy',
    warnings: [expect.stringContaining(policy)],
  })
})

it('is healthy for a user who may not ask INFO', async () => {
  await using server = await startRawRedis()
  await server.raw.acl('SETUSER', 'app', 'on', '>secret', '~*', '+@all', '-info')
  const url = server.url.replace('redis://', 'redis://app:secret@')
  expect(await healthOf(url)).toMatchObject({ status: 'healthy', server: null })
})

it('is unhealthy on a replica, which takes no changes', async () => {
  await using server = await startRawRedis(PERSISTED)
  await server.raw.replicaof('127.0.0.1', 1)
  expect(await healthOf(server.url)).toMatchObject({
    status: 'unhealthy',
    server: { role: 'slave' },
    warnings: [expect.stringContaining('replica')],
  })
})

it('is unhealthy for a cluster that is taken for one server, and says what to set', async () => {
  await using cluster = await startCluster({ config: PERSISTED })
  expect(await healthOf(cluster.url)).toMatchObject({
    status: 'unhealthy',
    warnings: [expect.stringContaining('REDIS_CLUSTER=true')],
  })
  const address = { mode: 'cluster', url: cluster.url } as const
  expect(await healthOf(cluster.url, { address })).toMatchObject({
    status: 'healthy',
    warnings: [],
  })
})

it('is unhealthy without a server', async () => {
  expect(await healthOf('redis://127.0.0.1:1')).toMatchObject({
    status: 'unhealthy',
    latencyMs: null,
    server: null,
  })
})

/** What the next look finds, whatever is remembered of the last. */
async function nextLook(store: ConversationStore): Promise<StoreHealth> {
  const { checkedAt } = await store.health()
  let next = await store.health()
  await expect
    .poll(async () => {
      next = await store.health()
      return next.checkedAt
    })
    .not.toBe(checkedAt)
  return next
}

it('ignores one failed probe while calls succeed, not two, and heals by itself', async () => {
  await using server = await startRawRedis()
  const allow = (ping: '+ping' | '-ping') =>
    server.raw.acl('SETUSER', 'app', 'on', '>secret', '~*', '+@all', ping)
  await allow('+ping')
  const store = openStore(server.url.replace('redis://', 'redis://app:secret@'))
  const mine = store.forOwner(newOwner())
  let isOver = false
  const calls = (async () => {
    while (!isOver) await mine.list()
  })()
  const probe = () => nextLook(store)
  expect((await probe()).status).toBe('healthy')
  await allow('-ping')
  expect(await probe()).toMatchObject({ status: 'healthy', latencyMs: null })
  await allow('+ping')
  expect((await probe()).status).toBe('healthy')
  await allow('-ping')
  expect((await probe()).status).toBe('healthy')
  expect((await probe()).status).toBe('unhealthy')
  await allow('+ping')
  const healed = await probe()
  expect(healed.status).toBe('healthy')
  isOver = true
  await calls
  await store.close()
})

it('takes no reply to its own PING for a success of a call', async () => {
  await using server = await startRawRedis()
  await using proxy = await startProxy({ port: Number(new URL(server.url).port) })
  const store = openStore(proxy.url, { commandTimeoutMs: 300 })
  expect(await nextLook(store)).toMatchObject({ status: 'healthy' })
  const isInfo = (request: Buffer) => /\binfo\b/i.test(request.toString('latin1'))
  proxy.inject({ kind: 'cut-reply', when: isInfo })
  expect((await nextLook(store)).status).toBe('unhealthy')
  await store.close()
})

it('does not remember a healthy report when the connection is gone', async () => {
  await using server = await startRedis()
  let isLost = false
  const observe = (event: StoreEvent) => {
    isLost ||= event.type === 'connection' && event.state === 'lost'
  }
  const store = openStore(server.url, { commandTimeoutMs: 100 }, { observe })
  expect(await nextLook(store)).toMatchObject({ status: 'healthy' })
  await server.kill()
  await expect.poll(() => isLost, { interval: 5 }).toBe(true)
  expect((await store.health()).status).toBe('unhealthy')
  await store.close()
})

it('asks Redis at most twice a second, however often it is asked', async () => {
  await using server = await startRawRedis()
  const store = openStore(server.url)
  await store.forOwner(newOwner()).start()
  await store.health()
  const watcher = new Redis(server.url)
  const before = await pings(watcher)
  await Promise.all(Array.from({ length: 200 }, () => store.health()))
  expect((await pings(watcher)) - before).toBeLessThanOrEqual(2)
  watcher.disconnect()
  await store.close()
})

async function pings(redis: Redis): Promise<number> {
  return Number(/cmdstat_ping:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1] ?? 0)
}
