import { exportSPKI, type JWTPayload, UnsecuredJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { type Api, clientWith, DEV_AUTH, SECRET_AUTH, startApi } from './support/api.ts'
import { startKeyEndpoint } from './support/key-endpoint.ts'
import { newOwner } from './support/owners.ts'
import { secretBytes, signToken } from './support/tokens.ts'

const AUDIENCE_AUTH = { ...SECRET_AUTH, issuer: 'https://id.example', audience: 'threadkeep' }
const owner = newOwner()
const sound = { iss: 'https://id.example', aud: 'threadkeep' }
const inAnHour = Math.floor(Date.now() / 1000) + 3600

async function list(api: Api, authorization?: string) {
  const headers = authorization === undefined ? {} : { authorization }
  return api.request('/trpc/conversation.list', { headers })
}

async function expectUniform401(api: Api, authorization?: string) {
  const response = await list(api, authorization)
  expect(response.status).toBe(401)
  expect(response.headers.get('www-authenticate')).toBe('Bearer')
  expect(await response.json()).toEqual({
    error: {
      message: 'Sign in to continue.',
      code: -32001,
      data: {
        code: 'UNAUTHORIZED',
        httpStatus: 401,
        path: 'conversation.list',
        reason: 'UNAUTHENTICATED',
        requestId: response.headers.get('x-request-id'),
      },
    },
  })
}

describe('a request is refused, always in the same words,', () => {
  test.each([
    ['without a token', undefined],
    ['with another scheme', 'Basic YWRhOnNlY3JldA=='],
    ['with no token after Bearer', 'Bearer '],
    ['with something else than a token', 'Bearer abc'],
    ['with two tokens', 'Bearer a.b.c Bearer a.b.c'],
  ])('%s', async (_what, authorization) => {
    await using api = await startApi()
    await expectUniform401(api, authorization)
  })

  const forgeries: [string, () => Promise<string>][] = [
    ['expired a second ago', () => signToken(owner, { claims: sound, expiresIn: -1 })],
    ['without an expiry', () => signToken(owner, { claims: sound, expiresIn: null })],
    ['not valid yet', () => signToken(owner, { claims: { ...sound, nbf: inAnHour } })],
    [
      'signed with another secret',
      () => signToken(owner, { claims: sound, key: secretBytes('another secret '.repeat(3)) }),
    ],
    ['signed with another algorithm', () => signToken(owner, { claims: sound, alg: 'HS512' })],
    ['not signed', async () => new UnsecuredJWT({ ...sound, sub: 'ada', tid: 'x' }).encode()],
    ['changed after signing', () => signToken(owner, { claims: sound }).then(swapPayload)],
    [
      'of another issuer',
      () => signToken(owner, { claims: { ...sound, iss: 'https://x.example' } }),
    ],
    ['for another audience', () => signToken(owner, { claims: { ...sound, aud: 'other' } })],
    ['for no audience', () => signToken(owner, { claims: { iss: sound.iss } })],
    ['of nobody', () => signToken(null, { claims: { ...sound, tid: 'contoso' } })],
    ['of no tenant', () => signToken(null, { claims: { ...sound, sub: 'ada' } })],
    ['with a number for a user', () => signToken(owner, { claims: loose({ sub: 42 }) })],
    ['with an empty user', () => signToken(owner, { claims: loose({ sub: '' }) })],
    ['with a list for a tenant', () => signToken(owner, { claims: loose({ tid: ['contoso'] }) })],
    ['with an endless user', () => signToken(owner, { claims: loose({ sub: 'a'.repeat(1001) }) })],
    ['longer than any', () => signToken(owner, { claims: loose({ more: 'a'.repeat(8192) }) })],
    ['with NUL in the tenant', () => signToken(owner, { claims: loose({ tid: 'a\0' }) })],
  ]
  test.each(forgeries)('with a token %s', async (_what, forge) => {
    await using api = await startApi({ auth: AUDIENCE_AUTH })
    await expectUniform401(api, `Bearer ${await forge()}`)
  })

  /** Claims that jose's own types would not let anyone sign. */
  function loose(claims: Record<string, unknown>): JWTPayload {
    return { ...sound, ...claims }
  }

  async function swapPayload(token: string): Promise<string> {
    const [header, , signature] = token.split('.')
    const [, payload] = (await signToken({ ...owner, userId: 'eve' }, { claims: sound })).split('.')
    return [header, payload, signature].join('.')
  }
})

test('the cause of a refusal is in the log, the token is not', async () => {
  await using api = await startApi()
  const token = await signToken(owner, { expiresIn: -1 })
  await expectUniform401(api, `Bearer ${token}`)
  const log = api.logged.join('')
  expect(log).toContain('\\"exp\\" claim timestamp check failed')
  expect(log).not.toContain(token.slice(0, 30))
})

test('a token with every claim in place is accepted, whatever the case of Bearer', async () => {
  await using api = await startApi({ auth: AUDIENCE_AUTH })
  const token = await signToken(owner, { claims: { iss: sound.iss, aud: ['x', 'threadkeep'] } })
  expect((await list(api, `bearer ${token}`)).status).toBe(200)
})

test('a token accepted before is refused once it has expired', async () => {
  await using api = await startApi()
  const token = await signToken(owner, { expiresIn: 2 })
  expect((await list(api, `Bearer ${token}`)).status).toBe(200)
  await expect
    .poll(async () => (await list(api, `Bearer ${token}`)).status, { timeout: 5000 })
    .toBe(401)
})

test('user and tenant are read from the claims that the settings name', async () => {
  const auth = { ...SECRET_AUTH, userClaim: 'oid', tenantClaim: 'org' }
  await using api = await startApi({ auth })
  const claims = { sub: 'pairwise', tid: 'x', oid: 'ada', org: 'contoso' }
  const client = clientWith(api.url, await signToken(null, { claims }))
  const started = await client.conversation.start.mutate({})
  expect(started).toMatchObject({ userId: 'ada', tenantId: 'contoso' })
})

describe('with a key set at a URL', () => {
  test.each(['RS256', 'ES256'])('%s tokens of its keys are accepted', async (alg) => {
    await using keys = await startKeyEndpoint(alg)
    await using api = await startApi({
      auth: { ...DEV_AUTH, key: { kind: 'jwks', url: keys.url } },
    })
    const token = await signToken(owner, { alg, key: keys.privateKey, kid: keys.kid })
    expect((await list(api, `Bearer ${token}`)).status).toBe(200)
  })

  test('tokens of other keys, or signed with the public key as a secret, are not', async () => {
    await using keys = await startKeyEndpoint()
    await using other = await startKeyEndpoint()
    await using api = await startApi({
      auth: { ...DEV_AUTH, key: { kind: 'jwks', url: keys.url } },
    })
    const rs256 = { alg: 'RS256', key: other.privateKey }
    await expectUniform401(api, `Bearer ${await signToken(owner, { ...rs256, kid: keys.kid })}`)
    await expectUniform401(api, `Bearer ${await signToken(owner, { ...rs256, kid: 'unknown' })}`)
    const confused = { key: secretBytes(await exportSPKI(keys.publicKey)), kid: keys.kid }
    await expectUniform401(api, `Bearer ${await signToken(owner, confused)}`)
  })

  test('that cannot be had, nobody is told that their token is bad', async () => {
    await using keys = await startKeyEndpoint('RS256', 500)
    await using api = await startApi({
      auth: { ...DEV_AUTH, key: { kind: 'jwks', url: keys.url } },
    })
    const token = await signToken(owner, { alg: 'RS256', key: keys.privateKey, kid: keys.kid })
    const response = await list(api, `Bearer ${token}`)
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toMatch(/^[1-3]$/)
    expect(await response.json()).toMatchObject({
      error: { data: { reason: 'STORE_UNAVAILABLE', outcome: 'not_applied' } },
    })
  })
})

describe('development tokens', () => {
  const post = (api: Api, body: string) =>
    api.request('/dev/token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })

  test('are for whoever asks where no key is configured', async () => {
    await using api = await startApi({ auth: DEV_AUTH })
    const response = await post(api, JSON.stringify(owner))
    expect(response.status).toBe(200)
    const { token, expiresAt } = JSON.parse(await response.text())
    const lifetime = Date.parse(expiresAt) - Date.now()
    expect(lifetime).toBeGreaterThan(3_590_000)
    expect(lifetime).toBeLessThanOrEqual(3_600_000)
    const started = await clientWith(api.url, token).conversation.start.mutate({})
    expect(started).toMatchObject(owner)
  })

  test('of one process are worth nothing to another', async () => {
    await using one = await startApi({ auth: DEV_AUTH })
    await using other = await startApi({ auth: DEV_AUTH })
    const { token } = JSON.parse(await (await post(one, JSON.stringify(owner))).text())
    await expectUniform401(other, `Bearer ${token}`)
  })

  test.each([
    ['{"userId":"ada"}', 'tenantId'],
    ['{"userId":"","tenantId":"x"}', 'userId'],
    ['{"userId":"ada","tenantId":"x","admin":true}', 'admin'],
    ['{"userId":', ''],
  ])('are refused for %s', async (body, path) => {
    await using api = await startApi({ auth: DEV_AUTH })
    const response = await post(api, body)
    expect(response.status).toBe(400)
    expect(JSON.parse(await response.text()).error.data).toMatchObject({
      reason: 'INVALID_INPUT',
      issues: [{ path }],
    })
  })

  test('do not exist where a key is configured', async () => {
    await using api = await startApi({ auth: SECRET_AUTH })
    expect((await post(api, JSON.stringify(owner))).status).toBe(404)
  })
})
