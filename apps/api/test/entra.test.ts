import type { JWTPayload } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AuthConfig } from '../src/auth/auth-config.ts'
import { type Api, clientWith, DEV_AUTH, keysAt, startApi } from './support/api.ts'
import { createSigningKey, type SigningKey, startKeyEndpoint } from './support/key-endpoint.ts'
import { signToken } from './support/tokens.ts'
import { expectUniform401, list } from './support/unauthenticated.ts'

const ISSUER = 'https://login.microsoftonline.com/{tenantid}/v2.0'
const issuerFor = (tenant: string) => ISSUER.replace('{tenantid}', tenant)
const CONTOSO = '72f988bf-86f1-41af-91ab-2d7cd011db47'
const FABRIKAM = '8eaef023-2b34-4da1-9baa-8bc8c9d6a490'
const PERSONAL_ACCOUNTS = '9188040d-6c67-4c5b-b112-36a304b66dad'
const API = '6e74172b-be56-4843-9ff4-e66a39bb12e3'
const ADA = '690222be-ff1a-4d56-abd1-7e4f7d38e474'

/** What Entra ID puts into an access token of version 2.0, as far as it matters here. */
const ACCESS = {
  ver: '2.0',
  aud: API,
  iss: issuerFor(CONTOSO),
  tid: CONTOSO,
  oid: ADA,
  sub: 'pairwise-for-this-app',
  azp: 'a client',
  scp: 'Chat.ReadWrite User.Read',
}

let keys: Awaited<ReturnType<typeof startKeyEndpoint>>
let ofPersonalAccounts: SigningKey
beforeAll(async () => {
  keys = await startKeyEndpoint()
  ofPersonalAccounts = await createSigningKey('key-2')
  // Entra names no algorithm, and names the issuer of each key.
  const { alg: _first, ...jwk } = keys.jwk
  const { alg: _second, ...other } = ofPersonalAccounts.jwk
  keys.publish(
    Object.assign(jwk, { issuer: ISSUER }),
    Object.assign(other, { issuer: issuerFor(PERSONAL_ACCOUNTS) }),
  )
})
afterAll(() => keys[Symbol.asyncDispose]())

async function startEntraApi(overrides: Partial<AuthConfig> = {}): Promise<Api> {
  return startApi({
    auth: {
      ...DEV_AUTH,
      key: keysAt(keys.url),
      issuer: ISSUER,
      audiences: [API, `api://${API}`],
      userClaim: 'oid',
      scope: 'Chat.ReadWrite',
      ...overrides,
    },
  })
}

function sign(claims: Record<string, unknown>, { privateKey: key, kid }: SigningKey = keys) {
  const payload: JWTPayload = { ...ACCESS, ...claims }
  return signToken(null, { claims: payload, alg: 'RS256', key, kid })
}

describe('with the settings of docs/identity-providers.md', () => {
  test('a user is the object id in the tenant, whatever the client', async () => {
    await using api = await startEntraApi()
    const client = clientWith(api.url, await sign({}))
    const started = await client.conversation.start.mutate({})
    expect(started).toMatchObject({ tenantId: CONTOSO, userId: ADA })
    const other = clientWith(api.url, await sign({ azp: 'another', sub: 'another' }))
    expect((await other.conversation.list.query()).items).toHaveLength(1)
  })

  test('the same object id in another tenant is another user', async () => {
    await using api = await startEntraApi()
    await clientWith(api.url, await sign({})).conversation.start.mutate({})
    const elsewhere = await sign({ tid: FABRIKAM, iss: issuerFor(FABRIKAM) })
    expect((await clientWith(api.url, elsewhere).conversation.list.query()).items).toEqual([])
  })

  test('both forms of the audience are taken', async () => {
    await using api = await startEntraApi()
    for (const aud of [API, `api://${API}`]) {
      expect((await list(api, `Bearer ${await sign({ aud })}`)).status).toBe(200)
    }
  })

  test('a key of personal accounts signs for those alone', async () => {
    await using api = await startEntraApi()
    const personal = { tid: PERSONAL_ACCOUNTS, iss: issuerFor(PERSONAL_ACCOUNTS) }
    const token = await sign(personal, ofPersonalAccounts)
    expect((await list(api, `Bearer ${token}`)).status).toBe(200)
    await expectUniform401(api, `Bearer ${await sign({}, ofPersonalAccounts)}`)
  })

  test.each<[string, Record<string, unknown>]>([
    ['of another tenant than its issuer', { tid: FABRIKAM }],
    ['of another issuer than its tenant', { iss: issuerFor(FABRIKAM) }],
    ['of version 1.0', { iss: `https://sts.windows.net/${CONTOSO}/` }],
    ['whose issuer is the template', { iss: ISSUER }],
    ['whose issuer and tenant are the template', { iss: ISSUER, tid: '{tenantid}' }],
    ['without an issuer', { iss: undefined }],
    ['with neither issuer nor tenant', { iss: undefined, tid: undefined }],
    ['whose tenant climbs', { tid: 'x/../evil', iss: issuerFor('x/../evil') }],
    ['whose tenant is another path', { tid: 'a/b', iss: issuerFor('a/b') }],
    ['whose tenant is a replacement pattern', { tid: '$&', iss: issuerFor('$$&') }],
    ['whose tenant has a line break', { tid: `${CONTOSO}\n`, iss: issuerFor(`${CONTOSO}\n`) }],
    ['whose tenant is a list', { tid: [CONTOSO] }],
    ['for Microsoft Graph', { aud: '00000003-0000-0000-c000-000000000000' }],
    ['of an app without a user', { scp: undefined, idtyp: 'app', roles: ['Chat.All'] }],
    ['that is an id token', { scp: undefined, nonce: 'x' }],
    ['of another scope', { scp: 'Chat.Read' }],
    ['with a scope that begins like ours', { scp: 'Chat.ReadWriteAll' }],
    ['with a scope of another kind', { scp: { 'Chat.ReadWrite': true } }],
  ])('a token %s is rejected', async (_what, claims) => {
    await using api = await startEntraApi()
    await expectUniform401(api, `Bearer ${await sign(claims)}`)
  })
})

test('where tenants are listed, others stay outside', async () => {
  await using api = await startEntraApi({ tenants: [FABRIKAM] })
  await expectUniform401(api, `Bearer ${await sign({})}`)
  const listed = await sign({ tid: FABRIKAM, iss: issuerFor(FABRIKAM) })
  expect((await list(api, `Bearer ${listed}`)).status).toBe(200)
})

test.each([
  ['a list', { scp: ['User.Read', 'Chat.ReadWrite'] }],
  ['words in `scope`', { scp: undefined, scope: 'openid Chat.ReadWrite' }],
])('scopes are also read from %s', async (_what, claims) => {
  await using api = await startEntraApi()
  expect((await list(api, `Bearer ${await sign(claims)}`)).status).toBe(200)
})

test('one tenant’s issuer, without a placeholder, is that one alone', async () => {
  await using api = await startEntraApi({ issuer: issuerFor(CONTOSO) })
  expect((await list(api, `Bearer ${await sign({})}`)).status).toBe(200)
  await expectUniform401(api, `Bearer ${await sign({ iss: issuerFor(FABRIKAM), tid: FABRIKAM })}`)
})
