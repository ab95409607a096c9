import { generateKeyPairSync } from 'node:crypto'
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

test('beside keys that nobody can verify with, a good one of the same set is taken', async () => {
  const good = await createSigningKey('key-1')
  const { kid: _kid, ...unnamed } = good.jwk
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey
  await using keys = await startKeyEndpoint('ES256')
  for (const other of [
    weak.export({ format: 'jwk' }),
    { kty: 'RSA', n: '!!', e: 'AQAB' },
    { kty: 'RSA', e: 'AQAB' },
    { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AAAA' },
    { kty: 'OKP', crv: 'X25519', x: 'AAAA' },
    { kty: 'of tomorrow' },
    { ...unnamed, use: 'enc' },
  ]) {
    keys.publish(other, unnamed)
    const { verifyToken } = await authOf(keysAt(keys.url))
    expect(await verifyToken(await signWith(good, 'RS256')), JSON.stringify(other)).toMatchObject({
      owner,
    })
  }
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
