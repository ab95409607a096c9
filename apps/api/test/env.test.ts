import { expect, test } from 'vitest'
import { parseEnv } from '../src/env.ts'
import { badVariables } from './support/bad-variables.ts'

const SECRET = 'x'.repeat(32)
const PRODUCTION = {
  NODE_ENV: 'production',
  REDIS_URL: 'redis://redis.example:6379',
  AUTH_JWT_SECRET: SECRET,
}

test('nothing set is development on memory with tokens for any caller', () => {
  expect(parseEnv({})).toMatchObject({
    production: false,
    host: '127.0.0.1',
    port: 3000,
    adminPort: undefined,
    corsOrigins: [],
    logLevel: 'info',
    rateLimitPerMinute: 600,
    maxConnections: 5000,
    shutdownDelaySeconds: 0,
    agent: { name: 'echo', timeoutMs: 120_000, echoDelayMs: 20 },
    auth: { key: { kind: 'development', anyHost: false }, userClaim: 'sub', tenantClaim: 'tid' },
    store: { kind: 'memory' },
  })
})

test('every setting is read', () => {
  const env = parseEnv({
    ...PRODUCTION,
    HOST: '0.0.0.0',
    PORT: '8080',
    ADMIN_PORT: '9090',
    CORS_ORIGINS: 'https://a.example, https://b.example:8443',
    LOG_LEVEL: 'debug',
    RATE_LIMIT_PER_MINUTE: '60',
    MAX_CONNECTIONS: '200',
    SHUTDOWN_DELAY_SECONDS: '5',
    AGENT: 'echo',
    AUTH_ISSUER: 'https://id.example',
    AUTH_AUDIENCE: 'threadkeep, api://threadkeep',
    AUTH_USER_CLAIM: 'oid',
    AUTH_TENANT_CLAIM: 'org',
    AUTH_SCOPE: 'Chat.ReadWrite',
    AUTH_TENANTS: 'contoso, fabrikam',
  })
  expect(env).toMatchObject({
    production: true,
    host: '0.0.0.0',
    port: 8080,
    adminPort: 9090,
    corsOrigins: ['https://a.example', 'https://b.example:8443'],
    logLevel: 'debug',
    rateLimitPerMinute: 60,
    maxConnections: 200,
    shutdownDelaySeconds: 5,
    agent: { name: 'echo', timeoutMs: 120_000, echoDelayMs: 20 },
    auth: {
      key: { kind: 'secret', secrets: [SECRET] },
      issuer: 'https://id.example',
      audiences: ['threadkeep', 'api://threadkeep'],
      userClaim: 'oid',
      tenantClaim: 'org',
      scope: 'Chat.ReadWrite',
      tenants: ['contoso', 'fabrikam'],
    },
    store: { kind: 'redis', address: { mode: 'standalone', url: PRODUCTION.REDIS_URL } },
  })
})

test('empty values count as unset', () => {
  const empty = { PORT: '', AUTH_JWT_SECRET: ' ', CORS_ORIGINS: '', REDIS_URL: '', NODE_ENV: '' }
  expect(parseEnv(empty)).toEqual(parseEnv({}))
})

test('in production there is no agent unless one is set', () => {
  expect(parseEnv(PRODUCTION).agent.name).toBe('none')
})

test('every bad variable is named at once, the store’s among them', () => {
  const source = {
    NODE_ENV: 'prod',
    PORT: '70000',
    CORS_ORIGINS: 'https://a.example/path',
    LOG_LEVEL: 'loud',
    RATE_LIMIT_PER_MINUTE: '0',
    MAX_CONNECTIONS: '0',
    AGENT: 'oracle',
    AUTH_JWT_SECRET: 'x'.repeat(31),
    REDIS_TTL: 'month',
    LIMIT_TEXT_BYTES: '-1',
  }
  expect(badVariables(source).sort()).toEqual(Object.keys(source).sort())
})

test.each([
  '*',
  'null',
  'chat.example.com',
  'https://chat.example.com/',
  'https://*.example.com',
  'https://a.example,',
  'capacitor://',
  'capacitor://localhost/',
  'capacitor://*',
  'Capacitor://localhost',
  'capacitor://user@localhost',
  'file:///index.html',
  'file://host',
  'javascript:alert(1)',
  'data:text/html',
])('%s is no list of origins', (origins) => {
  expect(badVariables({ CORS_ORIGINS: origins })).toEqual(['CORS_ORIGINS'])
})

test('origins of apps and extensions are taken as they stand', () => {
  const origins = [
    'capacitor://localhost',
    'ionic://localhost',
    'tauri://localhost',
    'app://obsidian.md',
    'chrome-extension://aapbdbdomjkkjkaonfhkkikfgjllcleb',
    'moz-extension://2c127fa4-62c7-7e4f-90e5-472b45eecfdc',
    'safari-web-extension://140BB581-A2C0-422A-9DD3-6982A5ABEE5E',
    'app://.',
    'file://',
    'http://[::1]:5173',
  ]
  expect(parseEnv({ CORS_ORIGINS: origins.join() }).corsOrigins).toEqual(origins)
})

test.each(['TEXT_BYTES', 'CARD_BYTES', 'METADATA_BYTES', 'TITLE_CHARACTERS'])(
  'a LIMIT_%s that no body could hold is rejected by its name',
  (name) => {
    const variable = `LIMIT_${name}`
    expect(badVariables({ [variable]: '524288' })).toEqual([variable])
    expect(badVariables({ [variable]: '261121' })).toEqual([variable])
    expect(badVariables({ [variable]: '261120' })).toEqual([])
  },
)

test.each([
  ['https://id.example/keys', []],
  ['http://127.0.0.1:8080/keys', []],
  ['http://id.example/keys', ['AUTH_JWKS_URL']],
  ['file:///keys.json', ['AUTH_JWKS_URL']],
  ['keys', ['AUTH_JWKS_URL']],
])('keys from %s', (url, expected) => {
  expect(badVariables({ AUTH_JWKS_URL: url })).toEqual(expected)
})

test.each([
  ['https://id.example/{tenantid}/v2.0', []],
  ['https://id.example/{tenantId}/v2.0', ['AUTH_ISSUER']],
  ['https://id.example/{tenantid}/{tenantid}', ['AUTH_ISSUER']],
])('tokens issued by %s', (issuer, expected) => {
  expect(badVariables({ AUTH_ISSUER: issuer })).toEqual(expected)
})

test('probes cannot have the port of the API', () => {
  expect(badVariables({ PORT: '8080', ADMIN_PORT: '8080' })).toEqual(['ADMIN_PORT'])
  expect(badVariables({ ADMIN_PORT: '3000' })).toEqual(['ADMIN_PORT'])
  expect(badVariables({ PORT: '0', ADMIN_PORT: '0' })).toEqual([])
})

test('lists do not let an empty entry in', () => {
  expect(badVariables({ AUTH_AUDIENCE: 'a,', AUTH_TENANTS: ',b' }).sort()).toEqual([
    'AUTH_AUDIENCE',
    'AUTH_TENANTS',
  ])
})

test('a secret and a key set at once would leave the algorithm open', () => {
  const both = { AUTH_JWT_SECRET: SECRET, AUTH_JWKS_URL: 'https://id.example/keys' }
  expect(badVariables(both)).toEqual(['AUTH_JWT_SECRET, AUTH_JWKS_URL'])
})

test('production needs Redis and a key', () => {
  const parse = () => parseEnv({ NODE_ENV: 'production' })
  expect(parse).toThrow(/^REDIS_URL: is needed in production \(or REDIS_HOSTNAME/)
  expect(parse).toThrow(
    /^AUTH_JWT_SECRET: is needed in production \(or AUTH_JWKS_URL, or AUTH_JWKS_FILE\)/m,
  )
  expect(badVariables(PRODUCTION)).toEqual([])
})

test('no value of a variable is in the message: secrets are among them', () => {
  const canary = 'canary-4711'
  const source = { AUTH_JWT_SECRET: canary, REDIS_URL: `http://:${canary}@x`, PORT: canary }
  const parse = () => parseEnv(source)
  expect(parse).toThrow(/AUTH_JWT_SECRET/)
  try {
    parse()
  } catch (error) {
    expect(String(error)).not.toContain(canary)
  }
})
