import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseStoreEnv } from '../../src/env.ts'
import { createAuthority, startTlsRedis, type TlsRedisServer } from '../../testing/index.ts'
import { rejections } from './rejections.ts'

const URL = { REDIS_URL: 'redis://redis.example' }
const SECURE = { REDIS_URL: 'rediss://redis.example' }
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

it('takes a certificate with its key alone, and only for TLS', () => {
  const pair = { REDIS_TLS_CERT: files.clientCertPath, REDIS_TLS_KEY: files.clientKeyPath }
  expect(parseStoreEnv({ ...SECURE, ...pair })).toMatchObject({
    tlsCertPath: files.clientCertPath,
    tlsKeyPath: files.clientKeyPath,
  })
  const secure = (variables: Record<string, string>) =>
    Object.keys(rejections({ ...SECURE, ...variables }))
  expect(secure({ REDIS_TLS_CERT: files.clientCertPath })).toEqual(['REDIS_TLS_KEY'])
  expect(secure({ REDIS_TLS_KEY: files.clientKeyPath })).toEqual(['REDIS_TLS_CERT'])
  expect(secure({ ...pair, REDIS_TLS_KEY: foreign.key })).toEqual(['REDIS_TLS_KEY'])
  expect(secure({ ...pair, REDIS_TLS_CERT: files.clientKeyPath })).toEqual(['REDIS_TLS_KEY'])
  expect(secure({ ...pair, REDIS_TLS_CERT: '/nowhere' })).toEqual(['REDIS_TLS_CERT'])
  expect(secure({ REDIS_TLS_CA: files.clientKeyPath })).toEqual(['REDIS_TLS_CA'])
  expect(Object.keys(rejections({ ...URL, ...pair }))).toEqual(['REDIS_TLS_CERT', 'REDIS_TLS_KEY'])
  expect(rejections({ ...SENTINELS, ...pair })).toMatchObject({
    REDIS_TLS_CERT: 'needs REDIS_TLS=true',
  })
  expect(rejections({ ...SENTINELS, ...pair, REDIS_TLS: 'true' })).toEqual({})
})
