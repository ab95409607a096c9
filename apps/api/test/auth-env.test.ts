import { expect, test } from 'vitest'
import { parseEnv } from '../src/env.ts'
import { badVariables } from './support/bad-variables.ts'

const AUTH_JWT_SECRET = 'x'.repeat(32)
const AUTH_JWKS_URL = 'https://id.example/keys'

test.each<[Record<string, string>, string[]]>([
  [{ HOST: '0.0.0.0' }, ['AUTH_JWT_SECRET']],
  [{ HOST: '::' }, ['AUTH_JWT_SECRET']],
  [{ HOST: '127.evil.example' }, ['AUTH_JWT_SECRET']],
  [{ HOST: '127.0.0.2' }, []],
  [{ HOST: '::1' }, []],
  [{ HOST: 'localhost' }, []],
  [{ HOST: '0.0.0.0', AUTH_DEV_TOKENS: 'true' }, []],
  [{ HOST: '0.0.0.0', AUTH_JWT_SECRET }, []],
  [{ AUTH_DEV_TOKENS: 'false' }, ['AUTH_JWT_SECRET']],
  [{ AUTH_DEV_TOKENS: 'true', AUTH_JWT_SECRET }, ['AUTH_DEV_TOKENS']],
  [{ AUTH_JWT_SECRET: `${AUTH_JWT_SECRET}\n` }, ['AUTH_JWT_SECRET']],
  [{ AUTH_JWT_SECRET: `"${AUTH_JWT_SECRET}"` }, ['AUTH_JWT_SECRET']],
  [{ AUTH_JWT_SECRET: `${AUTH_JWT_SECRET},short` }, ['AUTH_JWT_SECRET']],
  [{ AUTH_JWT_SECRET: `${AUTH_JWT_SECRET}\u200b` }, ['AUTH_JWT_SECRET']],
  [{ AUTH_JWT_SECRET: `${AUTH_JWT_SECRET},"${AUTH_JWT_SECRET}"` }, ['AUTH_JWT_SECRET']],
  [{ AUTH_JWT_SECRET, AUTH_AUDIENCE: '"a", b' }, ['AUTH_AUDIENCE']],
  [{ AUTH_JWT_SECRET, AUTH_CLIENT_IDS: "a, 'b'" }, ['AUTH_CLIENT_IDS']],
  [{ AUTH_JWT_SECRET, AUTH_TENANTS: '"a",b' }, ['AUTH_TENANTS']],
  [{ AUTH_JWKS_URL, NO_PROXY: '"a",b' }, ['NO_PROXY']],
  [{ AUTH_JWT_SECRET, AUTH_ISSUER: "'https://id.example'" }, ['AUTH_ISSUER']],
  [{ AUTH_JWKS_URL: 'http://keys.svc/keys' }, ['AUTH_JWKS_URL']],
  [{ AUTH_JWKS_URL: 'http://keys.svc/keys', AUTH_JWKS_ALLOW_HTTP: 'true' }, []],
  [{ AUTH_JWKS_URL, HTTPS_PROXY: 'socks5://proxy:1080' }, ['HTTPS_PROXY']],
  [{ AUTH_JWKS_URL, https_proxy: 'proxy:3128' }, []],
  [{ AUTH_JWKS_URL, AUTH_ALGORITHMS: 'HS256' }, ['AUTH_ALGORITHMS']],
  [{ AUTH_JWKS_URL, AUTH_ALGORITHMS: 'RS256, none' }, ['AUTH_ALGORITHMS']],
  [{ AUTH_JWT_SECRET, AUTH_ALGORITHMS: 'RS256' }, ['AUTH_ALGORITHMS']],
  [{ AUTH_JWKS_FILE: '/nowhere/keys.json' }, ['AUTH_JWKS_FILE']],
  [{ AUTH_JWKS_FILE: import.meta.filename }, ['AUTH_JWKS_FILE']],
  [{ AUTH_SINGLE_TENANT: 'acme' }, []],
  [{ AUTH_SINGLE_TENANT: 'acme', AUTH_TENANT_CLAIM: 'tid' }, ['AUTH_SINGLE_TENANT']],
  [{ AUTH_SINGLE_TENANT: 'acme', AUTH_TENANTS: 'acme' }, ['AUTH_SINGLE_TENANT']],
  [{ AUTH_SINGLE_TENANT: 'acme', AUTH_ISSUER: 'https://x/{tenantid}' }, ['AUTH_SINGLE_TENANT']],
  [{ AUTH_USER_CLAIM: 'o..id' }, ['AUTH_USER_CLAIM']],
  [{ AUTH_SCOPE: 'chat', AUTH_APPEND_SCOPE: 'chat' }, ['AUTH_APPEND_SCOPE']],
  [{ AUTH_SCOPE: 'chat', AUTH_APPEND_SCOPE: 'Chat' }, []],
  [{ AUTH_APPEND_SCOPE: 'chat append' }, ['AUTH_APPEND_SCOPE']],
])('of %j these are rejected: %j', (source, expected) => {
  expect(badVariables(source)).toEqual(expected)
})

test('without AUTH_ALGORITHMS those that providers sign with are taken', () => {
  const { auth } = parseEnv({ AUTH_JWKS_URL })
  expect(auth.key).toMatchObject({
    algorithms: [
      ...['RS256', 'RS384', 'RS512', 'PS256'],
      ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
    ],
  })
})

test('white space around settings is trimmed, and small letters of a proxy are read', () => {
  const { auth, host } = parseEnv({
    HOST: '127.0.0.1\n',
    AUTH_JWKS_URL: ` ${AUTH_JWKS_URL}\r\n`,
    AUTH_ISSUER: 'https://id.example\n',
    AUTH_ALGORITHMS: 'RS256,EdDSA\n',
    AUTH_CLIENT_IDS: '\ufeffa, b\u200b\n',
    https_proxy: 'proxy:3128',
    no_proxy: '.svc',
  })
  const proxy = { url: 'http://proxy:3128', except: '.svc' }
  expect({ auth, host }).toMatchObject({
    host: '127.0.0.1',
    auth: {
      key: {
        source: { kind: 'url', url: AUTH_JWKS_URL, proxy },
        algorithms: ['RS256', 'EdDSA'],
      },
      issuer: 'https://id.example',
      clientIds: ['a', 'b'],
    },
  })
})
