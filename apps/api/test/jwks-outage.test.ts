import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { KeySetTimes } from '../src/auth/keys/key-set.ts'
import { type Api, DEV_AUTH, keysAt, startApi } from './support/api.ts'
import {
  createSigningKey,
  type Fault,
  type KeyEndpoint,
  type SigningKey,
  startKeyEndpoint,
} from './support/key-endpoint.ts'
import { newOwner } from './support/owners.ts'
import { signToken } from './support/tokens.ts'
import { list } from './support/unauthenticated.ts'

const owner = newOwner()
const WAIT = { timeout: 5000 }
const ALG = 'ES256'
/** Minutes and hours of key-set.ts, in milliseconds. */
const TIMES: KeySetTimes = {
  timeoutMs: 10_000,
  minFetchIntervalMs: 50,
  refreshMs: 100,
  graceMs: 60_000,
  maxStaleMs: 60_000,
}

async function startApiWith(keys: KeyEndpoint, times: Partial<KeySetTimes> = {}) {
  const auth = { ...DEV_AUTH, key: keysAt(keys.url) }
  return startApi({ auth, keySetTimes: { ...TIMES, ...times } })
}

/** With a token made for this call: one that was seen before needs no key. */
async function call(api: Api, { privateKey, kid }: SigningKey): Promise<number> {
  const response = await list(
    api,
    `Bearer ${await signToken(owner, { alg: ALG, key: privateKey, kid })}`,
  )
  await response.arrayBuffer()
  if (response.status === 503) expect(response.headers.get('retry-after')).toMatch(/^[1-3]$/)
  return response.status
}

function isOutageLogged(api: Api): boolean {
  return api.logged.some((line) => line.includes('cannot be fetched'))
}

/** Calls one after the other, for as long as the scope lasts; their results. */
function startLoad(api: Api, key: SigningKey) {
  const responses = new Map<number, number>()
  let over = false
  const work = (async () => {
    while (!over) {
      const status = await call(api, key)
      responses.set(status, (responses.get(status) ?? 0) + 1)
    }
  })()
  return {
    statuses: () => [...responses.keys()].sort(),
    async [Symbol.asyncDispose]() {
      over = true
      await work
    },
  }
}

test('a new key is taken as soon as it signs, and the old one for a while, without a rejection', async () => {
  await using keys = await startKeyEndpoint(ALG)
  await using api = await startApiWith(keys)
  expect(await call(api, keys)).toBe(200)
  await using old = startLoad(api, keys)
  for (const kid of ['key-2', 'key-3', 'key-4']) {
    const next = await createSigningKey(kid, ALG)
    // At once, and without the old one: no provider should, some do.
    keys.publish(next.jwk)
    const calls = Array.from({ length: 10 }, () => call(api, next))
    expect(new Set(await Promise.all(calls))).toEqual(new Set([200]))
  }
  expect(old.statuses()).toEqual([200])
})

describe('an endpoint', () => {
  const faults: Fault[] = [
    'hanging',
    'unreachable',
    'status 500',
    'garbage',
    'no keys',
    'too large',
  ]
  test.each(faults)(
    '%s costs no caller of a known key anything',
    async (fault) => {
      await using keys = await startKeyEndpoint(ALG)
      await using api = await startApiWith(keys, { timeoutMs: 500 })
      // On a busy machine even an endpoint that is well may take longer than that.
      await expect.poll(() => call(api, keys), WAIT).toBe(200)
      const next = await createSigningKey('key-2', ALG)
      const forged = await createSigningKey('key-1', ALG)

      await using load = startLoad(api, keys)
      await keys.fail(fault)
      keys.publish(keys.jwk, next.jwk)
      await expect.poll(() => isOutageLogged(api), WAIT).toBe(true)
      // That it is not the caller's fault is all that is known of a key never seen.
      expect(await call(api, next)).toBe(503)
      expect(await call(api, forged)).toBe(401)
      await keys.recover()
      await expect.poll(() => call(api, next), WAIT).toBe(200)
      expect(load.statuses()).toEqual([200])
    },
    10_000,
  )

  test('that hangs is waited for by nobody whose key is known', async () => {
    await using keys = await startKeyEndpoint(ALG)
    await using api = await startApiWith(keys, { timeoutMs: 60_000 })
    expect(await call(api, keys)).toBe(200)
    await keys.fail('hanging')
    await expect.poll(async () => [await call(api, keys), keys.waiting]).toEqual([200, 1])
    const before = keys.asked
    for (let n = 0; n < 20; n++) expect(await call(api, keys)).toBe(200)
    expect([keys.asked, keys.waiting]).toEqual([before, 1])
  })

  test('is not flooded by made-up key names', async () => {
    const minFetchIntervalMs = 400
    await using keys = await startKeyEndpoint(ALG)
    await using api = await startApiWith(keys, { minFetchIntervalMs, refreshMs: 60_000 })
    expect(await call(api, keys)).toBe(200)
    const startedAt = performance.now()
    const forged = Array.from({ length: 60 }, async (_each, n) => {
      const { privateKey } = await createSigningKey('any', ALG)
      return call(api, { ...keys, privateKey, kid: `made up ${n}` })
    })
    expect(new Set(await Promise.all(forged))).toEqual(new Set([401]))
    const paces = Math.ceil((performance.now() - startedAt) / minFetchIntervalMs)
    expect(keys.asked - 1).toBeGreaterThan(0)
    expect(keys.asked - 1).toBeLessThanOrEqual(paces)
  })
})

test('a key that is not published any more is rejected after a while', async () => {
  await using keys = await startKeyEndpoint(ALG)
  await using api = await startApiWith(keys, { graceMs: 1000 })
  expect(await call(api, keys)).toBe(200)
  const next = await createSigningKey('key-2', ALG)
  keys.publish(next.jwk)
  expect(await call(api, next)).toBe(200)
  expect(await call(api, keys)).toBe(200)
  await expect.poll(() => call(api, keys), WAIT).toBe(401)
})

test('keys are not trusted for ever without their endpoint: then it is a 503, and heals', async () => {
  await using keys = await startKeyEndpoint(ALG)
  await using api = await startApiWith(keys, { maxStaleMs: 500 })
  await expect.poll(() => call(api, keys), WAIT).toBe(200)
  await keys.fail('unreachable')
  await expect.poll(() => call(api, keys), WAIT).toBe(503)
  await keys.recover()
  await expect.poll(() => call(api, keys), WAIT).toBe(200)
})

/** The status of a look at readiness, and which of the two it names. */
async function readiness(api: Api): Promise<unknown> {
  const response = await api.request('/readyz')
  const report = z.looseObject({ tokenKeysStatus: z.string() }).parse(await response.json())
  return [response.status, report.tokenKeysStatus]
}

describe('readiness, of a server whose keys', () => {
  test('were never there, names them, and comes with them, nobody calling', async () => {
    await using keys = await startKeyEndpoint(ALG)
    await keys.fail('unreachable')
    await using api = await startApiWith(keys)
    await expect.poll(() => isOutageLogged(api), WAIT).toBe(true)
    expect(await readiness(api)).toEqual([503, 'unhealthy'])
    const report = await (await api.request('/health')).json()
    expect(report).toMatchObject({
      status: 'unhealthy',
      warnings: expect.arrayContaining([expect.stringContaining('Tokens cannot be verified')]),
    })
    await keys.recover()
    await expect.poll(() => readiness(api), WAIT).toEqual([200, 'healthy'])
  })

  test('nobody needs, has them refreshed before they are too old', async () => {
    await using keys = await startKeyEndpoint(ALG)
    await using api = await startApiWith(keys, { maxStaleMs: 1000 })
    await expect.poll(() => readiness(api), WAIT).toEqual([200, 'healthy'])
    const until = performance.now() + 2500
    while (performance.now() < until) expect(await readiness(api)).toEqual([200, 'healthy'])
    await keys.fail('unreachable')
    await expect.poll(() => readiness(api), WAIT).toEqual([503, 'unhealthy'])
    // The endpoint of the keys is no reason to restart.
    expect((await api.request('/livez')).status).toBe(200)
  })
})
