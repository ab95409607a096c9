import { generateKeyPair } from 'jose'
import { signToken } from '../support/tokens.ts'
import { forge, soundClaims } from './support/forge.ts'
import { compose } from './support/request.ts'
import type { Row } from './support/row.ts'
import type { World } from './support/world.ts'

/** Tokens for a server that verifies with the public keys of an identity provider. */
export const keySetRows: Row[] = [
  accepted('of a key of the set', ({ owner, keys }) =>
    signToken(null, {
      claims: soundClaims(owner),
      alg: 'RS256',
      key: keys.privateKey,
      kid: keys.kid,
    }),
  ),
  rejected('of another key under a known name', async ({ owner, keys }) => {
    const { privateKey } = await generateKeyPair('RS256')
    return signToken(null, {
      claims: soundClaims(owner),
      alg: 'RS256',
      key: privateKey,
      kid: keys.kid,
    })
  }),
  rejected('of a key that nobody knows', async ({ owner }) => {
    const { privateKey } = await generateKeyPair('ES256')
    return signToken(null, {
      claims: soundClaims(owner),
      alg: 'ES256',
      key: privateKey,
      kid: '../../etc/passwd',
    })
  }),
  ...(['pem', 'jwk', 'modulus'] as const).map((form) =>
    rejected(`of HS256 with the public ${form} for a secret`, ({ owner, keys, publicKeys }) =>
      forge({
        header: { alg: 'HS256', kid: keys.kid },
        payload: soundClaims(owner),
        secret: publicKeys[form],
      }),
    ),
  ),
  rejected('of RS256 with an HMAC for a signature', ({ owner, keys, publicKeys }) =>
    forge({
      header: { alg: 'RS256', kid: keys.kid },
      payload: soundClaims(owner),
      secret: publicKeys.pem,
    }),
  ),
  rejected('of RS256, unsigned', ({ owner, keys }) =>
    forge({ header: { alg: 'RS256', kid: keys.kid }, payload: soundClaims(owner), secret: null }),
  ),
  rejected('unsigned', ({ owner, keys }) =>
    forge({ header: { alg: 'none', kid: keys.kid }, payload: soundClaims(owner), secret: null }),
  ),
  rejected('of another algorithm than its key is for', ({ owner, keys }) =>
    forge({ header: { alg: 'PS256', kid: keys.kid }, payload: soundClaims(owner) }),
  ),
  ...['jku', 'x5u'].map((name) =>
    rejected(`that says by ${name} where its key is`, async ({ owner, keys }) => {
      const url = `${keys.url}?of=an-attacker`
      return forge({ header: { alg: 'RS256', [name]: url }, payload: soundClaims(owner) })
    }),
  ),
]

function rejected(name: string, make: (world: World) => string | Promise<string>): Row {
  return { ...accepted(name, make), status: 401, reason: 'UNAUTHENTICATED' }
}

function accepted(name: string, make: (world: World) => string | Promise<string>): Row {
  return {
    name: `a token: ${name}`,
    server: 'jwks',
    request: async (world) =>
      compose(world, { authorization: [`Authorization: Bearer ${await make(world)}`] }),
    status: 200,
    reason: null,
  }
}
