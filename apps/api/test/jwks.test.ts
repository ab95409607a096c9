import { exportSPKI } from 'jose'
import { describe, expect, test } from 'vitest'
import { DEV_AUTH, startApi } from './support/api.ts'
import { startKeyEndpoint } from './support/key-endpoint.ts'
import { newOwner } from './support/owners.ts'
import { secretBytes, signToken } from './support/tokens.ts'
import { expectUniform401, list } from './support/unauthenticated.ts'

const owner = newOwner()

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
