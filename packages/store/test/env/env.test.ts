import { expect, it, test } from 'vitest'
import { createStore } from '../../src/create-store.ts'
import { parseStoreEnv } from '../../src/env.ts'
import { rejections } from './rejections.ts'

const SECRET = 'canary-4711'
const URL = { REDIS_URL: 'redis://redis.example' }
const AZURE = { REDIS_HOSTNAME: 'redis.example' }
const SENTINELS = { REDIS_SENTINELS: 'a:26379', REDIS_SENTINEL_NAME: 'master' }

test.each([
  ['REDIS_PORT', '6379'],
  ['REDIS_USERNAME', 'user'],
  ['REDIS_PASSWORD', SECRET],
  ['REDIS_AUTH', 'entra'],
  ['REDIS_TLS_CA', '/etc/hostname'],
  ['REDIS_CLUSTER', 'true'],
  ['REDIS_CLUSTER_SEEDS', 'a:7000'],
  ['REDIS_COMMAND_TIMEOUT_MS', '500'],
  ['REDIS_WAIT_REPLICAS', '1'],
  ['REDIS_LAYOUT', '2'],
  ['REDIS_KEY_PREFIX', 'app:'],
  ['REDIS_SENTINEL_NAME', 'master'],
  ['REDIS_SENTINEL_PASSWORD', SECRET],
])('%s alone would be dropped by the memory store, and is rejected', (name, value) => {
  expect(rejections({ [name]: value })).toHaveProperty(name)
})

it('takes what says nothing for unset', () => {
  const source = {
    REDIS_URL: '',
    REDIS_PASSWORD: ' ',
    REDIS_CLUSTER: 'false',
    REDIS_TLS: 'false',
    REDIS_WAIT_REPLICAS: '0',
    REDIS_TTL: '60',
  }
  expect(parseStoreEnv(source)).toMatchObject({ kind: 'memory', ttlSeconds: 60 })
})

const LOGINS = {
  ...SENTINELS,
  REDIS_USERNAME: 'user',
  REDIS_PASSWORD: SECRET,
  REDIS_SENTINEL_USERNAME: 'sentinel',
  REDIS_SENTINEL_PASSWORD: SECRET,
}
const SETTINGS: [source: Record<string, string>, variable: string][] = [
  ...Object.keys(LOGINS).map((name): [Record<string, string>, string] => [LOGINS, name]),
  [URL, 'REDIS_URL'],
  [AZURE, 'REDIS_HOSTNAME'],
  [{ ...AZURE, REDIS_PORT: '10000' }, 'REDIS_PORT'],
  [{ ...URL, REDIS_KEY_PREFIX: 'app:' }, 'REDIS_KEY_PREFIX'],
  [{ ...URL, REDIS_TTL: '60' }, 'REDIS_TTL'],
  [{ LIMIT_TEXT_BYTES: '60' }, 'LIMIT_TEXT_BYTES'],
]

test.each(SETTINGS)(
  'of %j white space around %s is trimmed or rejected, and quotes are',
  (source, name) => {
    const value = source[name] ?? ''
    for (const spaced of [
      `${value}\n`,
      `${value}\r\n`,
      ` ${value}`,
      `\ufeff${value}`,
      `${value}\u200b`,
    ]) {
      const given = { ...source, [name]: spaced }
      if (name.endsWith('PASSWORD')) {
        expect(rejections(given)[name]).toMatch(/^begins or ends with white space/)
      } else {
        expect(parseStoreEnv(given)).toEqual(parseStoreEnv(source))
      }
    }
    for (const quoted of [`"${value}"`, `'${value}'`, `"${value}"\n`]) {
      expect(rejections({ ...source, [name]: quoted })[name]).toMatch(/^is in quotes/)
    }
  },
)

it('takes REDIS_PORT of a Kubernetes service called redis for unset', () => {
  const link = { REDIS_PORT: 'tcp://10.0.0.1:6379' }
  expect(parseStoreEnv(link)).toMatchObject({ kind: 'memory' })
  expect(parseStoreEnv({ ...URL, ...link })).toMatchObject({ kind: 'redis' })
  expect(parseStoreEnv({ ...AZURE, ...link })).toMatchObject({
    address: { url: 'rediss://redis.example:6380' },
  })
})

test.each([
  [{ ...AZURE, REDIS_USERNAME: 'a@b' }, 'rediss://redis.example:6380', 'a@b'],
  [{ REDIS_URL: 'rediss://redis.example:1' }, 'rediss://redis.example:1', undefined],
])('tokens of Entra ID log in: %j', (source, url, username) => {
  const config = parseStoreEnv({ ...source, REDIS_AUTH: 'entra' })
  expect(config).toMatchObject({ address: { url }, entra: { username } })
  expect(() => createStore(config)).toThrow(/needs credentials/)
})

test.each<[source: Record<string, string>, variable: string]>([
  [{ ...URL, ...AZURE }, 'REDIS_HOSTNAME'],
  [{ ...URL, ...SENTINELS }, 'REDIS_SENTINELS'],
  [{ ...AZURE, ...SENTINELS }, 'REDIS_SENTINELS'],
  [{ ...URL, REDIS_PASSWORD: SECRET }, 'REDIS_PASSWORD'],
  [{ ...URL, REDIS_USERNAME: 'user' }, 'REDIS_USERNAME'],
  [{ ...AZURE, REDIS_TLS_CA: '/nowhere' }, 'REDIS_TLS_CA'],
  [{ ...URL, READY_SHARE: '0.5' }, 'READY_SHARE'],
  [{ ...URL, REDIS_CLUSTER: 'true', READY_SHARE: '0' }, 'READY_SHARE'],
  [{ ...AZURE, REDIS_AUTH: 'Entra' }, 'REDIS_AUTH'],
  [{ ...AZURE, REDIS_AUTH: 'entra', REDIS_PASSWORD: SECRET }, 'REDIS_PASSWORD'],
  [{ REDIS_URL: `rediss://:${SECRET}@redis.example`, REDIS_AUTH: 'entra' }, 'REDIS_URL'],
  [{ REDIS_URL: 'redis://redis.example', REDIS_AUTH: 'entra' }, 'REDIS_URL'],
  [{ ...SENTINELS, REDIS_TLS: 'true', REDIS_AUTH: 'entra' }, 'REDIS_AUTH'],
  [{ ...URL, REDIS_PORT: '6379' }, 'REDIS_PORT'],
  [{ ...SENTINELS, REDIS_PORT: '6379' }, 'REDIS_PORT'],
  [{ ...AZURE, REDIS_USERNAME: 'user' }, 'REDIS_USERNAME'],
  [{ ...URL, REDIS_CLUSTER_SEEDS: 'a:7000' }, 'REDIS_CLUSTER_SEEDS'],
  [{ ...URL, REDIS_CLUSTER: 'true', REDIS_CLUSTER_SEEDS: 'a' }, 'REDIS_CLUSTER_SEEDS'],
  [{ ...SENTINELS, REDIS_CLUSTER: 'true' }, 'REDIS_CLUSTER'],
  [{ ...URL, REDIS_SENTINEL_PASSWORD: SECRET }, 'REDIS_SENTINEL_PASSWORD'],
  [{ ...SENTINELS, REDIS_SENTINEL_USERNAME: 'user' }, 'REDIS_SENTINEL_USERNAME'],
  [{ REDIS_SENTINELS: 'a:26379' }, 'REDIS_SENTINEL_NAME'],
  [{ ...URL, REDIS_TLS: 'true' }, 'REDIS_TLS'],
  [{ ...AZURE, REDIS_TLS: 'false' }, 'REDIS_TLS'],
  [{ REDIS_URL: 'rediss://redis.example', REDIS_TLS: 'false' }, 'REDIS_TLS'],
  [{ ...URL, MEMORY_MAX_CONVERSATIONS: '5' }, 'MEMORY_MAX_CONVERSATIONS'],
  [{ ...URL, REDIS_TTL: '1.5' }, 'REDIS_TTL'],
  [{ ...URL, REDIS_TTL: 'NaN' }, 'REDIS_TTL'],
])('%j is rejected', (source, variable) => {
  const said = rejections(source)
  expect(Object.keys(said)).toEqual([variable])
  expect(JSON.stringify(said)).not.toContain(SECRET)
})

it('reads seeds and the credentials of sentinels', () => {
  const seeds = { REDIS_CLUSTER: 'true', REDIS_CLUSTER_SEEDS: 'b:7001, [::1]:7002' }
  expect(parseStoreEnv({ ...AZURE, ...seeds })).toMatchObject({
    address: {
      mode: 'cluster',
      seeds: [
        { host: 'b', port: 7001 },
        { host: '::1', port: 7002 },
      ],
    },
  })
  const own = { REDIS_SENTINEL_USERNAME: 'watcher', REDIS_SENTINEL_PASSWORD: 'secret' }
  expect(parseStoreEnv({ ...SENTINELS, ...own })).toMatchObject({
    address: { mode: 'sentinel', sentinelUsername: 'watcher', sentinelPassword: 'secret' },
  })
})
