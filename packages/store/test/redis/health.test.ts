import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import type { RedisStoreConfig } from '../../src/config.ts'
import type { ConversationStore } from '../../src/conversation-store.ts'
import { startCluster } from '../../src/testing/index.ts'
import { openStore, someOwner, startRawRedis } from './support.ts'

async function healthOf(url: string, settings: Partial<RedisStoreConfig> = {}) {
  const store: ConversationStore = openStore(url, { commandTimeoutMs: 1000, ...settings })
  try {
    return await store.health()
  } finally {
    await store.close()
  }
}

it('tells latency, version, role and eviction policy of a good server', async () => {
  await using server = await startRawRedis()
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
  await using server = await startRawRedis({ 'maxmemory-policy': policy })
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
  await using server = await startRawRedis()
  await server.raw.replicaof('127.0.0.1', 1)
  expect(await healthOf(server.url)).toMatchObject({
    status: 'unhealthy',
    server: { role: 'slave' },
    warnings: [expect.stringContaining('replica')],
  })
})

it('is unhealthy for a cluster that is taken for one server, and says what to set', async () => {
  await using cluster = await startCluster()
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

it('asks Redis at most twice a second, however often it is asked', async () => {
  await using server = await startRawRedis()
  const store = openStore(server.url)
  await store.forOwner(someOwner()).start()
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
