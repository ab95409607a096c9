import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ASYMMETRIC_ALGORITHMS } from '../src/auth/algorithms.ts'
import type { AuthConfig } from '../src/auth/auth-config.ts'
import { createAuth } from '../src/auth/create-auth.ts'
import { KEY_SET_TIMES } from '../src/auth/keys/key-set.ts'
import { createLogger } from '../src/observability/log.ts'
import { DEV_AUTH, keysAt, startApi } from './support/api.ts'
import { createSigningKey, type SigningKey, startKeyEndpoint } from './support/key-endpoint.ts'
import { newOwner } from './support/owners.ts'
import { SECRET, secretBytes, signToken } from './support/tokens.ts'
import { expectUniform401, list } from './support/unauthenticated.ts'

const owner = newOwner()
const log = createLogger('debug', { write: () => {} })
const keySetTimes = { ...KEY_SET_TIMES, minFetchIntervalMs: 1 }
const REJECTED = { reason: 'UNAUTHENTICATED' }

const authOf = (key: AuthConfig['key']) => createAuth({ ...DEV_AUTH, key }, log, { keySetTimes })

function signWith({ privateKey: key, kid }: SigningKey, alg: string, named = true) {
  return signToken(owner, { alg, key, ...(named ? { kid } : {}) })
}

test.each(ASYMMETRIC_ALGORITHMS)('%s with keys of every way to be named', async (alg) => {
  const [one, two, stranger] = await Promise.all(
    ['same', 'same', 'same'].map((kid) => createSigningKey(kid, alg)),
  )
  if (one === undefined || two === undefined || stranger === undefined) throw new Error('no keys')
  const { kid: _one, ...unnamed } = one.jwk
  const { kid: _two, alg: _alg, ...bare } = two.jwk
  await using keys = await startKeyEndpoint('ES256')
  for (const set of [
    [one.jwk, two.jwk],
    [unnamed, bare],
    [one.jwk, bare],
    [bare, one.jwk],
  ]) {
    keys.publish(...set)
    const source = { kind: 'url', url: keys.url } as const
    const { verifyToken } = await authOf({ kind: 'jwks', source, algorithms: [alg] })
    for (const named of [true, false]) {
      expect(await verifyToken(await signWith(one, alg, named))).toMatchObject({ owner })
      expect(await verifyToken(await signWith(two, alg, named))).toMatchObject({ owner })
      await expect(verifyToken(await signWith(stranger, alg, named))).rejects.toMatchObject(
        REJECTED,
      )
    }
    const others = ASYMMETRIC_ALGORITHMS.filter((other) => other !== alg)
    const { verifyToken: ofOthers } = await authOf({ kind: 'jwks', source, algorithms: others })
    await expect(ofOthers(await signWith(one, alg))).rejects.toMatchObject(REJECTED)
  }
})

test('a key replaced under its name is taken at once, and the endpoint not flooded', async () => {
  await using keys = await startKeyEndpoint('ES256')
  const { verifyToken } = await authOf(keysAt(keys.url))
  await verifyToken(await signWith(keys, 'ES256'))
  const next = await createSigningKey(keys.kid, 'ES256')
  keys.publish(next.jwk)
  expect(await verifyToken(await signWith(next, 'ES256'))).toMatchObject({ owner })
  expect(keys.asked).toBe(2)
})

test('keys of a file are taken', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keys-'))
  const path = join(folder, 'keys.json')
  const key = await createSigningKey('key-1', 'ES256')
  await writeFile(path, JSON.stringify({ keys: [key.jwk] }))
  const source = { kind: 'file', path } as const
  const { verifyToken, keys } = await authOf({ kind: 'jwks', source, algorithms: ['ES256'] })
  expect(await verifyToken(await signWith(key, 'ES256'))).toMatchObject({ owner })
  expect(keys.isUsable()).toBe(true)
  await rm(folder, { recursive: true })
})

test('an https URL is fetched by the proxy, but where NO_PROXY names its host', async () => {
  const asked: string[] = []
  const proxy = createServer().on('connect', (req, socket) => {
    asked.push(String(req.url))
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const address = proxy.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  const token = await signWith(await createSigningKey('key-1', 'ES256'), 'ES256')
  const call = async (except: string) => {
    const url = 'https://keys.invalid/keys'
    const source = { url, proxy: { url: `http://127.0.0.1:${address.port}`, except } }
    const key = { kind: 'jwks', source: { kind: 'url', ...source }, algorithms: ['ES256'] } as const
    const { verifyToken, keys } = await authOf({ ...key, algorithms: ['ES256'] })
    await expect(verifyToken(token)).rejects.toMatchObject({ reason: 'STORE_UNAVAILABLE' })
    expect(keys.isUsable()).toBe(false)
  }
  await call('keys.invalid')
  expect(asked).toEqual([])
  await call('')
  expect(asked).toContain('keys.invalid:443')
  proxy.close()
})

test('without keys the response blames neither the token nor the store, at both transports', async () => {
  await using keys = await startKeyEndpoint('ES256')
  await keys.fail('unreachable')
  await using api = await startApi({ auth: { ...DEV_AUTH, key: keysAt(keys.url) } })
  const headers = { authorization: `Bearer ${await signWith(keys, 'ES256')}` }
  const json = { 'content-type': 'application/json', ...headers }
  const responses = await Promise.all([
    api.request('/trpc/conversation.list', { headers }),
    api.request('/api/chat/list-conversations', { method: 'POST', headers: json, body: '{}' }),
  ])
  for (const response of responses) {
    expect(response.status).toBe(503)
    const text = await response.text()
    expect(text).toContain('Sign-in cannot be verified')
    expect(text).not.toContain('store is')
  }
})

test('tokens of each secret of the list are taken', async () => {
  const secrets = ['the newer secret of the tests, longer than 32 bytes', SECRET]
  const { verifyToken } = await authOf({ kind: 'secret', secrets })
  for (const secret of secrets) {
    expect(await verifyToken(await signToken(owner, { key: secretBytes(secret) }))).toMatchObject({
      owner,
    })
  }
  const foreign = signToken(owner, { key: secretBytes(secrets.join(',')) })
  await expect(verifyToken(await foreign)).rejects.toMatchObject(REJECTED)
})

test('a token of 12,288 characters is read, a longer one rejected', async () => {
  await using api = await startApi()
  const sign = (length: number) => signToken(owner, { claims: { groups: 'x'.repeat(length) } })
  const bare = (await sign(0)).length
  const padding = Math.floor(((12_288 - bare) * 3) / 4)
  const longest = await sign(padding)
  expect(longest.length).toBeGreaterThan(12_285)
  expect(longest.length).toBeLessThanOrEqual(12_288)
  expect((await list(api, `Bearer ${longest}`)).status).toBe(200)
  await expectUniform401(api, `Bearer ${await sign(padding + 4)}`)
})
