import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { expect, it, test } from 'vitest'
import type { MemoryStoreConfig, RedisStoreConfig } from '../../src/config.ts'
import { createStore } from '../../src/create-store.ts'
import { getStore } from '../../src/get-store.ts'
import { renewCredentials } from '../../src/redis/credentials/renew-credentials.ts'

const MEMORY: MemoryStoreConfig = {
  kind: 'memory',
  ttlSeconds: 60,
  limits: DEFAULT_LIMITS,
  maxConversations: 10,
}
const REDIS: RedisStoreConfig = {
  kind: 'redis',
  address: { mode: 'standalone', url: 'redis://127.0.0.1:1' },
  ttlSeconds: 60,
  limits: DEFAULT_LIMITS,
  commandTimeoutMs: 100,
  waitReplicas: 0,
}

test.each([Number.NaN, 1.5, 0, -1, Number.POSITIVE_INFINITY])(
  'a time to live of %d is rejected',
  (ttlSeconds) => {
    expect(() => createStore({ ...MEMORY, ttlSeconds })).toThrow(
      /^ttlSeconds must be a whole number/,
    )
    expect(() => createStore({ ...REDIS, ttlSeconds })).toThrow(
      /^ttlSeconds must be a whole number/,
    )
  },
)

test.each<[what: string, config: Partial<RedisStoreConfig>]>([
  ['commandTimeoutMs', { commandTimeoutMs: Number.NaN }],
  ['waitReplicas', { waitReplicas: 0.5 }],
  ['keyPrefix', { keyPrefix: '{' }],
  ['limits.textBytes', { limits: { ...DEFAULT_LIMITS, textBytes: Number.NaN } }],
  ['tlsCertPath', { tlsCertPath: '/cert.pem' }],
  ['address.url', { address: { mode: 'standalone', url: 'redis://a?db=2' } }],
  ['address.url', { address: { mode: 'standalone', url: 'redis://a,b' } }],
  ['address.url', { address: { mode: 'cluster', url: 'redis://a/3' } }],
])('a %s that no store can have is rejected', (what, config) => {
  expect(() => createStore({ ...REDIS, ...config })).toThrow(new RegExp(`^${what} `))
})

// As JavaScript can call it.
const create = (...config: unknown[]) => Reflect.apply(createStore, undefined, config)

test.each([
  ['no configuration', undefined],
  ['no kind', { ...REDIS, kind: undefined }],
  ['a kind that would otherwise be memory', { ...REDIS, kind: 'Redis' }],
])('%s is rejected, and never a store in memory', (_what, config) => {
  expect(() => create(config)).toThrow(
    /^kind must be memory or redis: see StoreConfig; parseStoreEnv/,
  )
})

test('all that a configuration lacks is named at once', () => {
  expect(() => create({ kind: 'redis', ttlSeconds: 60, url: 'redis://127.0.0.1' })).toThrow(
    /^limits, address, commandTimeoutMs, waitReplicas must be given: see StoreConfig/,
  )
  expect(() => create({ kind: 'memory' })).toThrow(/^ttlSeconds, limits, maxConversations must/)
})

it('rejects an address that getStore cannot use as it stands', () => {
  expect(() => getStore('redis://127.0.0.1?tls=true')).toThrow(/^redisUrl: .*rediss:/)
  expect(() => getStore('')).toThrow(/^redisUrl: must be like/)
})

it('rejects credentials beside a password in the address', () => {
  const credentials = renewCredentials(() => Promise.reject(new Error('none')))
  const address = { mode: 'standalone', url: 'redis://:secret@127.0.0.1' } as const
  expect(() => createStore({ ...REDIS, address, credentials })).toThrow(/has a password/)
  credentials.close()
})
