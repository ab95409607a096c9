import { type JWTPayload, UnsecuredJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { clientWith, SECRET_AUTH, startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { secretBytes, signToken } from './support/tokens.ts'
import { expectUniform401, list } from './support/unauthenticated.ts'

const AUDIENCE_AUTH = { ...SECRET_AUTH, issuer: 'https://id.example', audiences: ['threadkeep'] }
const owner = newOwner()
const sound = { iss: 'https://id.example', aud: 'threadkeep' }
const inAnHour = Math.floor(Date.now() / 1000) + 3600

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

test('a clock that is a little slow refuses no token made this second', async () => {
  await using api = await startApi()
  const soon = (seconds: number) => Math.floor(Date.now() / 1000) + seconds
  const token = (nbf: number) => signToken(owner, { claims: { nbf } })
  expect((await list(api, `Bearer ${await token(soon(3))}`)).status).toBe(200)
  await expectUniform401(api, `Bearer ${await token(soon(30))}`)
})

test('user and tenant are read from the claims that the settings name', async () => {
  const auth = { ...SECRET_AUTH, userClaim: 'oid', tenantClaim: 'org' }
  await using api = await startApi({ auth })
  const claims = { sub: 'pairwise', tid: 'x', oid: 'ada', org: 'contoso' }
  const client = clientWith(api.url, await signToken(null, { claims }))
  const started = await client.conversation.start.mutate({})
  expect(started).toMatchObject({ userId: 'ada', tenantId: 'contoso' })
})
