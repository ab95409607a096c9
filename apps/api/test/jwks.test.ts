import { exportSPKI } from 'jose'
import { describe, expect, test } from 'vitest'
import { DEV_AUTH, keysAt, startApi } from './support/api.ts'
import { createSigningKey, startKeyEndpoint } from './support/key-endpoint.ts'
import { newOwner } from './support/owners.ts'
import { secretBytes, signToken } from './support/tokens.ts'
import { expectUniform401, list } from './support/unauthenticated.ts'

const owner = newOwner()
const jwksAuth = (url: string) => ({ ...DEV_AUTH, key: keysAt(url) })

describe('with a key set at a URL', () => {
  test.each(['RS256', 'PS256', 'ES256', 'EdDSA'])(
    '%s tokens of its keys are accepted',
    async (alg) => {
      await using keys = await startKeyEndpoint(alg)
      await using api = await startApi({ auth: jwksAuth(keys.url) })
      const token = await signToken(owner, { alg, key: keys.privateKey, kid: keys.kid })
      expect((await list(api, `Bearer ${token}`)).status).toBe(200)
      expect(keys.asked).toBe(1)
    },
  )

  test('tokens of other keys, or signed with the public key as a secret, are not', async () => {
    await using keys = await startKeyEndpoint()
    await using api = await startApi({ auth: jwksAuth(keys.url) })
    const other = await createSigningKey('unknown')
    const rs256 = { alg: 'RS256', key: other.privateKey }
    await expectUniform401(api, `Bearer ${await signToken(owner, { ...rs256, kid: keys.kid })}`)
    await expectUniform401(api, `Bearer ${await signToken(owner, { ...rs256, kid: other.kid })}`)
    const confused = { key: secretBytes(await exportSPKI(keys.publicKey)), kid: keys.kid }
    await expectUniform401(api, `Bearer ${await signToken(owner, confused)}`)
  })

  test('a redirect to other keys is not followed', async () => {
    await using keys = await startKeyEndpoint()
    await using elsewhere = await startKeyEndpoint()
    keys.redirect(elsewhere.url)
    await using api = await startApi({ auth: jwksAuth(keys.url) })
    const { privateKey: key, kid } = elsewhere
    const response = await list(api, `Bearer ${await signToken(owner, { alg: 'RS256', key, kid })}`)
    expect(response.status).toBe(503)
    expect(elsewhere.asked).toBe(0)
  })

  test('that cannot be fetched, no token is called bad', async () => {
    await using keys = await startKeyEndpoint()
    await keys.fail('status 500')
    await using api = await startApi({ auth: jwksAuth(keys.url) })
    const token = await signToken(owner, { alg: 'RS256', key: keys.privateKey, kid: keys.kid })
    const response = await list(api, `Bearer ${token}`)
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toMatch(/^[1-3]$/)
    expect(await response.json()).toMatchObject({
      error: {
        data: { reason: 'STORE_UNAVAILABLE', outcome: 'not_applied', unavailable: 'token_keys' },
      },
    })
    expect(api.logged.join('')).toContain('the key endpoint responded with 500')
  })

  test('without an audience and an issuer, the log warns of whom that lets in', async () => {
    await using keys = await startKeyEndpoint()
    const auth = jwksAuth(keys.url)
    await using open = await startApi({ auth })
    expect(open.logged.join('')).toContain('Without AUTH_ISSUER and AUTH_AUDIENCE')
    await using closed = await startApi({ auth: { ...auth, issuer: 'x', audiences: ['y'] } })
    expect(closed.logged.join('')).not.toContain('AUTH_AUDIENCE')
  })
})
