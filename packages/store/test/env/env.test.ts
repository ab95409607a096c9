import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, test } from 'vitest'
import { createStore } from '../../src/create-store.ts'
import { EnvError, parseStoreEnv } from '../../src/env.ts'
import { createAuthority, startTlsRedis, type TlsRedisServer } from '../../testing/index.ts'

const SECRET = 'canary-4711'
const URL = { REDIS_URL: 'redis://redis.example' }
const SECURE = { REDIS_URL: 'rediss://redis.example' }
const AZURE = { REDIS_HOSTNAME: 'redis.example' }
const SENTINELS = { REDIS_SENTINELS: 'a:26379', REDIS_SENTINEL_NAME: 'master' }

let files: TlsRedisServer
let foreign: { cert: string; key: string }
beforeAll(async () => {
  files = await startTlsRedis()
  const pair = await (await createAuthority()).issue(['client.example'])
  foreign = { cert: join(files.folder, 'foreign.pem'), key: join(files.folder, 'foreign.key') }
  await writeFile(foreign.cert, pair.certificate)
  await writeFile(foreign.key, pair.key)
})
afterAll(() => files?.stop())

/** What is said of each variable that is rejected. */
function refusals(source: Record<string, string>): Record<string, string> {
  try {
    parseStoreEnv(source)
    return {}
  } catch (error) {
    if (!(error instanceof EnvError)) throw error
    return Object.fromEntries(error.issues.map(({ variable, message }) => [variable, message]))
  }
}

const ENCODE = /percent-encoded: # is %23/

test.each<[url: string, reason: RegExp]>([
  ['redis.example:6379', /must be like redis:/],
  ['http://redis.example', /must be like redis:/],
  ['redis://', /must be like redis:/],
  ['redis://redis.example:0', /must be like redis:/],
  ['redis://redis.example:65536', /must be like redis:/],
  ['redis://redis.example?tls=true', /\(\?tls\), which is not read: TLS is rediss:/],
  ['redis://redis.example?ssl=true', /\(\?ssl\), which is not read: TLS is rediss:/],
  ['redis://redis.example?db=2', /\(\?db\), which is not read: the database is the path/],
  ['redis://redis.example/?db=2', /\(\?db\), which is not read: the database is the path/],
  ['redis://redis.example?family=6', /\(\?family\), which is not read$/],
  ['redis://redis.example?', /has a query/],
  ['redis://redis.example#2', /has a fragment/],
  ['redis://redis.example/two', /path that is no number/],
  [`redis://${SECRET}@redis.example`, /user without a password/],
  [`redis://:${SECRET}#x@redis.example`, ENCODE],
  [`redis://:${SECRET}/x@redis.example`, ENCODE],
  [`redis://:${SECRET}?x@redis.example`, ENCODE],
  [`redis://:${SECRET}%x@redis.example`, ENCODE],
  [`redis://:12#${SECRET}@redis.example`, ENCODE],
  [`redis://user:12/${SECRET}@redis.example:6379`, ENCODE],
  ['redis://a:7000,b:7001', /several hosts, which needs REDIS_CLUSTER=true/],
])('REDIS_URL=%s is refused with the reason', (url, reason) => {
  const said = refusals({ REDIS_URL: url })
  expect(said).toEqual({ REDIS_URL: expect.stringMatching(reason) })
  expect(JSON.stringify(said)).not.toContain(SECRET)
})

test.each([
  'redis://redis.example',
  'redis://redis.example/',
  'redis://redis.example/15',
  'REDISS://redis.example:10000',
  'redis://:pass@word@redis.example',
  'redis://user:p%23%2F%3F%25@[::1]:6379',
  'redis://[::1]',
])('%s is an address', (url) => {
  expect(refusals({ REDIS_URL: url })).toEqual({})
})

test.each([
  ['redis://redis.example/3', { REDIS_URL: /cluster has only database 0/ }],
  ['redis://redis.example?db=3', { REDIS_URL: /the database is the path/ }],
  ['redis://redis.example/0', {}],
  ['redis://:secret@a:7000,b,[::1]:7002', {}],
  ['redis://a:7000,', { REDIS_URL: /must be like/ }],
])('of a cluster: %s', (url, expected) => {
  const said = Object.entries(expected).map(([name, reason]) => [
    name,
    expect.stringMatching(reason),
  ])
  expect(refusals({ REDIS_URL: url, REDIS_CLUSTER: 'true' })).toEqual(Object.fromEntries(said))
})

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
])('%s alone would be dropped by the memory store, and is refused', (name, value) => {
  expect(refusals({ [name]: value })).toHaveProperty(name)
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
  [{ ...URL, MEMORY_MAX_CONVERSATIONS: '5' }, 'MEMORY_MAX_CONVERSATIONS'],
  [{ ...URL, REDIS_TTL: '1.5' }, 'REDIS_TTL'],
  [{ ...URL, REDIS_TTL: 'NaN' }, 'REDIS_TTL'],
])('%j is refused', (source, variable) => {
  const said = refusals(source)
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

it('takes a certificate with its key alone, and only for TLS', () => {
  const pair = { REDIS_TLS_CERT: files.clientCertPath, REDIS_TLS_KEY: files.clientKeyPath }
  expect(parseStoreEnv({ ...SECURE, ...pair })).toMatchObject({
    tlsCertPath: files.clientCertPath,
    tlsKeyPath: files.clientKeyPath,
  })
  const secure = (variables: Record<string, string>) =>
    Object.keys(refusals({ ...SECURE, ...variables }))
  expect(secure({ REDIS_TLS_CERT: files.clientCertPath })).toEqual(['REDIS_TLS_KEY'])
  expect(secure({ REDIS_TLS_KEY: files.clientKeyPath })).toEqual(['REDIS_TLS_CERT'])
  expect(secure({ ...pair, REDIS_TLS_KEY: foreign.key })).toEqual(['REDIS_TLS_KEY'])
  expect(secure({ ...pair, REDIS_TLS_CERT: files.clientKeyPath })).toEqual(['REDIS_TLS_KEY'])
  expect(secure({ ...pair, REDIS_TLS_CERT: '/nowhere' })).toEqual(['REDIS_TLS_CERT'])
  expect(secure({ REDIS_TLS_CA: files.clientKeyPath })).toEqual(['REDIS_TLS_CA'])
  expect(Object.keys(refusals({ ...URL, ...pair }))).toEqual(['REDIS_TLS_CERT', 'REDIS_TLS_KEY'])
  expect(refusals({ ...SENTINELS, ...pair })).toMatchObject({
    REDIS_TLS_CERT: 'needs REDIS_TLS=true',
  })
  expect(refusals({ ...SENTINELS, ...pair, REDIS_TLS: 'true' })).toEqual({})
})
