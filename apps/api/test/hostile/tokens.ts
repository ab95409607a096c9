import { generateKeyPair } from 'jose'
import { SECRET, signToken } from '../support/tokens.ts'
import { CANARY, encode, forge, signed, soundClaims } from './support/forge.ts'
import { compose } from './support/request.ts'
import type { Row } from './support/row.ts'
import type { World } from './support/world.ts'

type Lines = (world: World) => readonly string[] | Promise<readonly string[]>

/** How tokens arrive, and how they are signed. What they claim is in claims.ts. */
export const tokenRows: Row[] = [
  accepted('sound', ({ token }) => [`Authorization: Bearer ${token}`]),
  accepted('behind a scheme in other letters', ({ token }) => [`AUTHORIZATION: bearer ${token}`]),
  rejected('none', () => []),
  rejected('an empty header', () => ['Authorization:']),
  rejected('a scheme alone', () => ['Authorization: Bearer ']),
  rejected('another scheme', () => ['Authorization: Basic YWRhOnNlY3JldA==']),
  rejected('no JWT', () => ['Authorization: Bearer abc']),
  rejected('without its scheme', ({ token }) => [`Authorization: ${token}`]),
  rejected('behind two schemes', ({ token }) => [`Authorization: Bearer Bearer ${token}`]),
  rejected('two in one header', ({ token }) => [`Authorization: Bearer ${token}, Bearer ${token}`]),
  rejected('two headers, the sound one first', ({ token }) => [
    `Authorization: Bearer ${token}`,
    `Authorization: Bearer ${forge({ payload: {}, secret: 'another' })}`,
  ]),
  rejected('two headers, the sound one last', ({ token }) => [
    `Authorization: Bearer ${forge({ payload: {}, secret: 'another' })}`,
    `Authorization: Bearer ${token}`,
  ]),
  rejected('in a cookie', ({ token }) => [`Cookie: token=${token}; authorization=Bearer ${token}`]),
  rejected('in headers of other names', ({ token }) => [
    `Proxy-Authorization: Bearer ${token}`,
    `X-Authorization: Bearer ${token}`,
  ]),
  {
    name: 'a token in the query',
    request: (world) =>
      compose(world, {
        path: `/trpc/conversation.list?access_token=${world.token}&token=${world.token}`,
        authorization: [],
      }),
    status: 401,
    reason: 'UNAUTHENTICATED',
  },
  token('longer than any', ({ owner }) =>
    forge({ payload: { ...soundClaims(owner), padding: CANARY.repeat(1000) } }),
  ),
  token('with a letter of another alphabet', ({ token }) => token.replace(/.$/, 'а')),
  token('with a space in it', ({ token }) => token.replace('.', '. ')),
  token('changed after signing', ({ token, owner }) => {
    const [header, , signature] = token.split('.')
    const claims = JSON.stringify({ ...soundClaims(owner), sub: 'eve' })
    return [header, encode(claims), signature].join('.')
  }),
  token('with another header after signing', ({ token }) =>
    token.replace(/^[^.]+/, encode('{"alg":"HS256"}')),
  ),
  token('with half its signature', ({ token }) => token.slice(0, -20)),
  token('without its signature', ({ token }) => token.slice(0, token.lastIndexOf('.') + 1)),
  token('of two parts', ({ token }) => token.slice(0, token.lastIndexOf('.'))),
  token('of four parts', ({ token }) => `${token}.x`),
  token('of five parts, as if encrypted', ({ token }) => `${token}.x.y`),
  token('of nothing but dots', () => '..'),
  token('signed with another secret', ({ owner }) =>
    forge({ payload: soundClaims(owner), secret: 'another secret '.repeat(3) }),
  ),
  token('signed with an empty secret', ({ owner }) =>
    forge({ payload: soundClaims(owner), secret: '', header: { alg: 'HS256', kid: '/dev/null' } }),
  ),
  ...['none', 'None', 'NONE', ''].map((alg) =>
    token(`of algorithm "${alg}", unsigned`, ({ owner }) =>
      forge({ header: { alg }, payload: soundClaims(owner), secret: null }),
    ),
  ),
  token('of algorithm "none", signed', ({ owner }) =>
    forge({ header: { alg: 'none' }, payload: soundClaims(owner) }),
  ),
  token('of HS384, with our secret', ({ owner }) =>
    forge({ header: { alg: 'HS384' }, payload: soundClaims(owner), hash: 'sha384' }),
  ),
  token('of HS512, with our secret', ({ owner }) =>
    forge({ header: { alg: 'HS512' }, payload: soundClaims(owner), hash: 'sha512' }),
  ),
  token('of RS256, with a key of its own', async ({ owner }) => {
    const { privateKey } = await generateKeyPair('RS256')
    return signToken(null, { claims: soundClaims(owner), alg: 'RS256', key: privateKey })
  }),
  ...[undefined, null, 256, ['HS256'], 'hs256'].map((alg) =>
    token(`of algorithm ${JSON.stringify(alg)}`, ({ owner }) =>
      forge({ header: { alg }, payload: soundClaims(owner) }),
    ),
  ),
  ...[
    { crit: ['exp'], exp: 1 },
    { crit: ['https://example.com/unknown'], 'https://example.com/unknown': true },
    { crit: [] },
    { crit: 'b64' },
    { crit: ['b64'], b64: false },
  ].map((extra) =>
    token(`with ${JSON.stringify(extra)} in its header`, ({ owner }) =>
      forge({ header: { alg: 'HS256', ...extra }, payload: soundClaims(owner) }),
    ),
  ),
  token('with a header that is no JSON', ({ owner }) =>
    signed(encode('{'), encode(JSON.stringify(soundClaims(owner))), SECRET),
  ),
  token('that brings its own key', async ({ owner }) => {
    const jwk = { kty: 'oct', k: encode(CANARY) }
    return forge({ header: { alg: 'HS256', jwk }, payload: soundClaims(owner), secret: CANARY })
  }),
]

function token(name: string, make: (world: World) => string | Promise<string>): Row {
  return rejected(name, async (world) => [`Authorization: Bearer ${await make(world)}`])
}

function rejected(name: string, authorization: Lines): Row {
  return { ...accepted(name, authorization), status: 401, reason: 'UNAUTHENTICATED' }
}

function accepted(name: string, authorization: Lines): Row {
  return {
    name: `a token: ${name}`,
    request: async (world) => compose(world, { authorization: await authorization(world) }),
    status: 200,
    reason: null,
  }
}
