import { SECRET } from '../support/tokens.ts'
import {
  AUDIENCE,
  encode,
  forge,
  ISSUER,
  secondsFromNow,
  signed,
  soundClaims,
} from './support/forge.ts'
import { compose } from './support/request.ts'
import type { Row } from './support/row.ts'

/** Every token here is signed as it should be; what it claims is not as it should be. */
export const claimRows: Row[] = [
  accepted('an audience of several, ours among them', { aud: ['x', AUDIENCE] }),
  accepted('ids of a thousand letters', { sub: 'a'.repeat(1000), tid: 'b'.repeat(1000) }),
  accepted('ids full of separators', { sub: '{}:*?[]/\\%\r\n ', tid: '../}{' }),
  accepted('ids that look like prototypes', { sub: '__proto__', tid: 'constructor' }),
  accepted('ids in other scripts', { sub: 'ad\u{10400}\u202e', tid: 'דיירת' }),
  accepted('a field called __proto__ as well', JSON.parse('{"__proto__":{"sub":"eve"}}')),

  ...['sub', 'tid'].flatMap((claim) => [
    ...[null, 42, true, {}, [], ['ada'], { toString: 'ada' }].map((value) =>
      rejected(`${claim} is ${JSON.stringify(value)}`, { [claim]: value }),
    ),
    rejected(`no ${claim}`, { [claim]: undefined }),
    rejected(`an empty ${claim}`, { [claim]: '' }),
    rejected(`a ${claim} of 1,001 letters`, { [claim]: 'a'.repeat(1001) }),
    rejected(`half a character in ${claim}`, { [claim]: 'a\ud800' }),
    rejected(`NUL in ${claim}`, { [claim]: 'a\0' }),
  ]),

  rejected('expired a second ago', () => ({ exp: secondsFromNow(-1) })),
  rejected('no expiry', { exp: undefined }),
  ...['9999999999', null, -1, 0, [9_999_999_999], true].map((exp) =>
    rejected(`an expiry of ${JSON.stringify(exp)}`, { exp }),
  ),
  rejected('valid in a minute', () => ({ nbf: secondsFromNow(60) })),
  rejected('valid from a text on', { nbf: '0' }),
  rejected('no issuer', { iss: undefined }),
  rejected('another issuer', { iss: 'https://id.example.evil.example' }),
  rejected('our issuer with a slash', { iss: `${ISSUER}/` }),
  rejected('a list of issuers', { iss: ['https://x.example', ISSUER] }),
  rejected('no audience', { aud: undefined }),
  rejected('another audience', { aud: 'threadkeep-staging' }),
  rejected('an audience of none', { aud: [] }),
  rejected('an audience that is an object', { aud: { [AUDIENCE]: true } }),

  ...['null', '[]', '"ada"', '7', '{"sub":', '', '\u{feff}{}'].map((payload) =>
    row(
      `a payload of ${JSON.stringify(payload)}`,
      () => signed(encode('{"alg":"HS256"}'), encode(payload), SECRET),
      401,
    ),
  ),
]

type Claims = Record<string, unknown>

function rejected(name: string, claims: Claims | (() => Claims)): Row {
  return claiming(name, claims, 401)
}

function accepted(name: string, claims: Claims): Row {
  return claiming(name, claims, 200)
}

function claiming(name: string, claims: Claims | (() => Claims), status: 200 | 401): Row {
  return row(
    name,
    (sound) => {
      const special = typeof claims === 'function' ? claims() : claims
      return forge({ payload: { ...sound, ...special } })
    },
    status,
  )
}

function row(name: string, make: (sound: Claims) => string, status: 200 | 401): Row {
  return {
    name: `claims: ${name}`,
    request: (world) =>
      compose(world, {
        authorization: [`Authorization: Bearer ${make(soundClaims(world.owner))}`],
      }),
    status,
    reason: status === 401 ? 'UNAUTHENTICATED' : null,
  }
}
