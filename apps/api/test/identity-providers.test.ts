import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { type JWTPayload, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuth } from '../src/auth/create-auth.ts'
import { KEY_SET_TIMES } from '../src/auth/keys/key-set.ts'
import { parseEnv } from '../src/env.ts'
import { createLogger } from '../src/observability/log.ts'
import { type KeyEndpoint, startKeyEndpoint } from './support/key-endpoint.ts'
import { PLACES, SHAPES, type Shape } from './support/provider-shapes.ts'
import { secretBytes, signToken } from './support/tokens.ts'

const page = readFileSync(new URL('../../../docs/identity-providers.md', import.meta.url), 'utf8')

/** The variables of each provider's block. */
const SETTINGS = new Map(
  [...page.matchAll(/^### (.+)\n+(?:(?!#|```).*\n+)*```sh\n([^`]*)```/gm)].map(
    ([, title = '', block = '']) => [
      title,
      Object.fromEntries(
        block
          .trim()
          .replace(/<(\w+)>/g, (_all, place) => PLACES[place] ?? 'unknown')
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      ),
    ],
  ),
)

const endpoints = new Map<string, KeyEndpoint>()
beforeAll(async () => {
  for (const alg of ['RS256', 'ES256']) endpoints.set(alg, await startKeyEndpoint(alg))
})
afterAll(async () => {
  for (const endpoint of endpoints.values()) await endpoint[Symbol.asyncDispose]()
})

test('every provider of the page is tried, and no other', () => {
  expect([...SETTINGS.keys()]).toEqual(Object.keys(SHAPES))
})

/** As the settings of the page have it, but with keys of ours. */
async function verify(title: string, { claims, alg = 'RS256' }: Shape, special: JWTPayload) {
  const { auth } = parseEnv(SETTINGS.get(title))
  const keys = endpoints.get(alg)
  if (auth.key.kind === 'jwks' && keys !== undefined) {
    auth.key.source = { kind: 'url', url: keys.url }
  }
  const log = createLogger('debug', { write: () => {} })
  const keySetTimes = { ...KEY_SET_TIMES, minFetchIntervalMs: 1 }
  const { verifyToken } = await createAuth(auth, log, { keySetTimes })
  const key = keys?.privateKey ?? secretBytes(PLACES['secret'] ?? '')
  const kid = keys?.kid ?? 'none'
  return verifyToken(await signToken(null, { claims: { ...claims, ...special }, alg, key, kid }))
}

describe.each(Object.entries(SHAPES))('%s', (title, shape) => {
  test('its tokens are taken', async () => {
    const { owner } = await verify(title, shape, {})
    expect(owner).toEqual({ tenantId: shape.tenantId, userId: 'ada' })
  })

  test.each(Object.entries(shape.rejected))('a token %s is rejected', async (_what, special) => {
    await expect(verify(title, shape, special)).rejects.toMatchObject({ reason: 'UNAUTHENTICATED' })
  })
})

const WITH_ISSUER = Object.entries(SHAPES).filter(([, { claims }]) => claims.iss !== undefined)

test.each(WITH_ISSUER)('%s: a token of another issuer is rejected', async (title, shape) => {
  const other = verify(title, shape, { iss: 'https://evil.example.com' })
  await expect(other).rejects.toMatchObject({ reason: 'UNAUTHENTICATED' })
})

test('a server of yours signs in five lines', async () => {
  const code = /```ts\nimport \{ SignJWT \} from 'jose'\n([^`]*)```/.exec(page)?.[1]
  const process = { env: SETTINGS.get('Your own') }
  const script = `(async () => {\n${code}\nreturn token\n})()`
  const token: unknown = await runInNewContext(script, { SignJWT, TextEncoder, process })
  const { auth } = parseEnv(SETTINGS.get('Your own'))
  const { verifyToken } = await createAuth(auth, createLogger('silent'))
  const { owner } = await verifyToken(String(token))
  expect(owner).toEqual({ tenantId: 'contoso', userId: 'ada' })
})
