import { readFileSync } from 'node:fs'
import { startManagedIdentity, unsignedToken } from '@threadkeep/entra/testing'
import { startTlsRedis, startTokenAuthority } from '@threadkeep/store/testing'
import { expect, test } from 'vitest'
import { parseEnv } from '../src/env.ts'
import { clientWith } from './support/api.ts'
import { badVariables } from './support/bad-variables.ts'
import { PATIENCE, startBuiltServer } from './support/built-server.ts'
import { newOwner } from './support/owners.ts'
import { SECRET, signToken } from './support/tokens.ts'

/** Connections have two thirds of it to follow, on a busy machine. */
const LIFETIME_MS = 12_000

test('the identity whose tokens log in is read where Redis asks for tokens', () => {
  const entra = { REDIS_URL: 'rediss://redis.example:10000', REDIS_AUTH: 'entra' }
  const proof = { AZURE_CLIENT_SECRET: 'secret' }
  const application = { AZURE_CLIENT_ID: 'client', AZURE_TENANT_ID: 'tenant', ...proof }
  expect(parseEnv({ ...application, REDIS_URL: entra.REDIS_URL }).entra).toBeUndefined()
  expect(parseEnv(entra).entra).toEqual({ kind: 'managed-identity', clientId: undefined })
  expect(parseEnv({ ...entra, ...application }).entra).toMatchObject({ kind: 'client-secret' })
  expect(badVariables({ ...entra, ...proof })).toEqual(['AZURE_CLIENT_ID', 'AZURE_TENANT_ID'])
})

test('tokens of a managed identity log in to Redis, and change unseen by callers and watchers', async () => {
  await using redis = await startTlsRedis({ config: { appendonly: 'yes' } })
  const tls = { ca: readFileSync(redis.caPath) }
  await using authority = await startTokenAuthority([redis], {
    lifetimeMs: LIFETIME_MS,
    tls,
    toToken: unsignedToken,
  })
  await using machine = await startManagedIdentity(async () => {
    const { password: token, expiresAt } = await authority.provider()
    return { token, expiresAt }
  })
  await using server = await startBuiltServer({
    NODE_ENV: 'production',
    AUTH_JWT_SECRET: SECRET,
    AGENT: 'echo',
    RATE_LIMIT_PER_MINUTE: '1000000',
    REDIS_HOSTNAME: 'localhost',
    REDIS_PORT: String(redis.port),
    REDIS_TLS_CA: redis.caPath,
    REDIS_AUTH: 'entra',
    ...machine.variables,
  })
  const token = await signToken(newOwner())
  const { conversation } = clientWith(server.url, token)
  const health = async () => (await fetch(`${server.url}/health`)).status
  await expect.poll(health, PATIENCE).toBe(200)
  const started = server.output().length
  const watched = watch(server.url, token)

  const isOver = authority.untilExpired(3).then(() => true)
  let calls = 0
  let title = ''
  while (!(await Promise.race([isOver, false]))) {
    title = `Chat ${calls}`
    const { id } = await conversation.start.mutate({ title })
    await conversation.messages.query({ conversationId: id })
    await conversation.delete.mutate({ conversationId: id })
    calls += 1
  }
  await expect.poll(() => watched.text(), PATIENCE).toContain(title)

  expect(calls).toBeGreaterThan(10)
  expect(authority.cutOff()).toBe(0)
  expect(authority.issued()).toBeGreaterThan(3)
  expect(server.output().slice(started)).not.toMatch(/"level":(40|50|60)/)
  expect(server.output()).not.toContain(machine.variables['IDENTITY_HEADER'])
  expect(server.output()).not.toContain(unsignedToken('').split('.')[0])
  watched.end()
})

test('without a token the API is unavailable, and the log says why', async () => {
  await using machine = await startManagedIdentity(() => Promise.reject(new Error('none')))
  await using server = await startBuiltServer({
    REDIS_URL: 'rediss://127.0.0.1:1',
    REDIS_AUTH: 'entra',
    ...machine.variables,
  })
  const named = 'There are no credentials for Redis: Entra ID gives no token'
  await expect.poll(() => server.output(), PATIENCE).toContain(named)
  expect((await fetch(`${server.url}/health`)).status).toBe(503)
  expect(server.output()).not.toContain(machine.variables['IDENTITY_HEADER'])
})

/** Reads the user's events, by REST. */
function watch(url: string, token: string) {
  const ending = new AbortController()
  const decoder = new TextDecoder()
  let text = ''
  const read = async () => {
    const headers = { authorization: `Bearer ${token}` }
    const response = await fetch(`${url}/api/chat/events`, { headers, signal: ending.signal })
    for await (const piece of response.body ?? []) text += decoder.decode(piece, { stream: true })
    text += 'the watch has ended'
  }
  read().catch(() => undefined)
  return { text: () => text, end: () => ending.abort() }
}
