import type { StoreHealth } from '@threadkeep/shared'
import type { ConversationStore } from '@threadkeep/store'
import { expect, test } from 'vitest'
import { clientWith, memoryStore, startApi } from './support/api.ts'

const HEALTHY: StoreHealth = {
  status: 'healthy',
  latencyMs: 0.4,
  checkedAt: '2026-01-02T03:04:05.678Z',
  server: { version: '7.0.15', role: 'master', evictionPolicy: 'noeviction' },
  warnings: [],
}
const UNHEALTHY: StoreHealth = { ...HEALTHY, status: 'unhealthy', latencyMs: null, server: null }

/** A store of which nothing but the health is real, and that not very. */
function storeWith(health: () => Promise<StoreHealth>): ConversationStore {
  return { ...memoryStore(), kind: 'redis', health }
}

const REPORT = {
  store: 'redis',
  redisVersion: '7.0.15',
  redisRole: 'master',
  tokenKeysStatus: 'healthy',
  warnings: [],
  version: '1.2.3',
  uptimeSeconds: expect.any(Number),
  checkedAt: HEALTHY.checkedAt,
}

const ROUTES = [
  ['GET', '/health'],
  ['POST', '/health'],
  ['GET', '/readyz'],
] as const

test.each(ROUTES)('%s %s is 200 with the report of a healthy store', async (method, path) => {
  await using api = await startApi({ store: storeWith(async () => HEALTHY) })
  const response = await api.request(path, { method })
  expect(response.status).toBe(200)
  expect(response.headers.get('cache-control')).toBe('no-store')
  const report = { ...REPORT, status: 'healthy', redisStatus: 'healthy', redisLatencyMs: 0.4 }
  expect(await response.json()).toEqual(report)
})

test.each(ROUTES)('%s %s is 503 with the report of an unhealthy one', async (method, path) => {
  await using api = await startApi({ store: storeWith(async () => UNHEALTHY) })
  const response = await api.request(path, { method })
  expect(response.status).toBe(503)
  expect(await response.json()).toEqual({
    ...REPORT,
    status: 'unhealthy',
    redisStatus: 'unhealthy',
    redisLatencyMs: null,
    redisVersion: null,
    redisRole: null,
  })
})

test('memory is healthy, and has no Redis to speak of', async () => {
  await using api = await startApi()
  const response = await api.request('/health')
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({
    status: 'healthy',
    store: 'memory',
    redisStatus: 'not_configured',
    redisLatencyMs: null,
  })
})

test('the procedure responds without a token, with a bad one, and when unhealthy', async () => {
  await using api = await startApi({ store: storeWith(async () => UNHEALTHY) })
  const report = await clientWith(api.url, 'no-token').health.query()
  expect(report).toMatchObject({ status: 'unhealthy', redisStatus: 'unhealthy' })
})

test('/livez never asks the store', async () => {
  const store = storeWith(() => Promise.reject(new Error('must not be asked')))
  await using api = await startApi({ store })
  const response = await api.request('/livez')
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({ status: 'healthy' })
})
