import { type RedisServer, startRedis } from '@threadkeep/store/testing'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createRegistry } from '../src/observability/metrics/registry.ts'
import { type Api, redisStore, startApi, watchStore } from './support/api.ts'
import { counted, readMetrics } from './support/metrics.ts'
import { newOwner } from './support/owners.ts'
import { rejection } from './support/rejection.ts'
import { startConversation } from './support/started-conversation.ts'

const HEALED = { timeout: 20_000, interval: 50 }
const CONNECTED = 'threadkeep_redis_connected'
const RECONNECTS = 'threadkeep_redis_reconnects_total'
const ERRORS = 'threadkeep_redis_connection_errors_total'

let redis: RedisServer
let api: Api

beforeAll(async () => {
  redis = await startRedis()
  const registry = createRegistry('1.2.3')
  const store = redisStore(redis.url, { observe: watchStore(registry, 'redis') })
  api = await startApi({ registry, store })
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
  await redis[Symbol.asyncDispose]()
})

async function value(series: string) {
  return (await readMetrics(api)).get(series)
}

test('an index that lists what Redis has no more is counted as it is repaired', async () => {
  const owner = newOwner()
  const { conversation, conversationId } = await startConversation(api, owner)
  await startConversation(api, owner)
  const raw = new Redis(redis.url)
  await raw.del(await raw.keys(`*${conversationId}*`))
  raw.disconnect()
  expect((await conversation.list.query()).items).toHaveLength(1)
  expect(await value('threadkeep_store_index_repairs_total')).toBe(1)
})

test('an outage shows in /metrics while it lasts: no connection, why, and what it cost', async () => {
  const { conversation } = await api.as(newOwner())
  await conversation.list.query()
  const before = await readMetrics(api)
  expect(before.get(CONNECTED)).toBe(1)
  expect(before.get(RECONNECTS)).toBe(0)
  expect(counted(before, ERRORS)).toEqual({})

  await redis.kill()
  await rejection(conversation.list.query())
  expect(await value(CONNECTED)).toBe(0)
  const during = await readMetrics(api)
  expect(during.get(`${ERRORS}{code="ECONNREFUSED"}`)).toBeGreaterThan(0)
  const unavailable = 'outcome="STORE_UNAVAILABLE"}'
  const list = 'procedure="conversation.list"'
  expect(during.get(`threadkeep_requests_total{${list},${unavailable}`)).toBe(1)
  const operations = counted(during, `threadkeep_store_operations_total{operation="list"`)
  expect(operations).toMatchObject({ [`,${unavailable}`]: 1 })

  await redis.restart()
  await vi.waitFor(() => conversation.list.query(), HEALED)
  expect(await value(CONNECTED)).toBe(1)
  expect(await value(RECONNECTS)).toBe(1)
})

test('a store in memory has no connection that alerts could miss', async () => {
  await using inMemory = await startApi()
  const series = [...(await readMetrics(inMemory)).keys()]
  expect(series.filter((name) => name.startsWith('threadkeep_redis'))).toEqual([])
})
