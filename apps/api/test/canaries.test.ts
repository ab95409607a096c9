import { EnvError } from '@threadkeep/store'
import { startRedis } from '@threadkeep/store/testing'
import { Redis } from 'ioredis'
import { expect, test, vi } from 'vitest'
import { parseEnv } from '../src/env.ts'
import { clientWith } from './support/api.ts'
import { PATIENCE, startBuiltServer } from './support/built-server.ts'
import { newOwner } from './support/owners.ts'
import { rejection } from './support/rejection.ts'
import { SECRET, signToken } from './support/tokens.ts'

const PASSWORD = 'canary-password'
const PRODUCTION = { NODE_ENV: 'production', AUTH_JWT_SECRET: SECRET, LOG_LEVEL: 'trace' }
const TYPED = {
  title: 'canary-title',
  metadata: { note: 'canary-metadata' },
  idempotencyKey: 'canary-key',
}
const SAID = { type: 'text', text: 'canary-text' } as const

test('the log of a server in trouble holds no password, no token and nothing that people wrote', async () => {
  await using redis = await startRedis({ config: { requirepass: PASSWORD } })
  const address = `${redis.host}:${redis.port}`
  await using api = await startBuiltServer({
    ...PRODUCTION,
    REDIS_URL: `redis://default:${PASSWORD}@${address}`,
  })
  const owner = newOwner('canary-user')
  const token = await signToken(owner)
  const { conversation } = clientWith(api.url, token)
  const authorization = `Bearer ${token}`
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(api.url + path, { ...init, headers: { authorization, ...init.headers } })
  const post = (path: string, body: string) =>
    ask(path, { method: 'POST', body, headers: { 'content-type': 'application/json' } })

  const { id: conversationId } = await conversation.start.mutate(TYPED)
  const say = () => conversation.send.mutate({ conversationId, content: SAID })
  await say()
  // As a caller gets it wrong, by every route.
  await rejection(conversation.send.mutate({ conversationId: SAID.text, content: SAID }))
  await rejection(conversation.list.query({ cursor: 'canary-cursor' }))
  const body = JSON.stringify({ conversationId, message: SAID, ...TYPED })
  for (const path of ['start', 'send', 'card-action', 'list-conversations']) {
    await post(`/api/chat/${path}`, body)
    await post(`/api/chat/${path}`, `${body}no JSON`)
  }
  await post('/trpc/conversation.start', 'canary-text that is no JSON')
  await ask(`/health?token=${token}&text=canary-text`)
  await ask('/livez', { headers: { 'x-request-id': 'canary text', cookie: 'canary-cookie' } })
  await ask(`/trpc/${token}`)
  await ask(`/trpc/conversation.get,${token}?batch=1`)

  // As Redis rejects it, and quotes the command that it rejects.
  const admin = new Redis({ port: redis.port, password: PASSWORD })
  await admin.call('ACL', 'SETUSER', 'default', '-@scripting')
  expect((await rejection(say())).data?.httpStatus).toBe(503)
  await admin.call('ACL', 'SETUSER', 'default', '+@all')
  await admin.config('SET', 'maxmemory', '1')
  expect((await rejection(say())).data?.httpStatus).toBe(503)
  admin.disconnect()
  await redis.kill()
  expect((await rejection(say())).data?.httpStatus).toBe(503)

  await vi.waitFor(() => expect(api.output()).toContain('cannot be reached'), PATIENCE)
  await api.end('SIGTERM')
  const said = api.output()
  expect(said.match(/"msg":"request"/g)?.length).toBeGreaterThan(15)
  expect(said).not.toContain('canary')
  expect(said).not.toContain('eyJ')
  expect(said).not.toContain(owner.tenantId)
  expect(said).not.toContain(SECRET)
})

test.each([
  ['a port', { REDIS_URL: `redis://default:${PASSWORD}@127.0.0.1:99999` }],
  ['a scheme', { REDIS_URL: `http://default:${PASSWORD}@127.0.0.1` }],
  ['an escape', { REDIS_URL: `redis://default:%${PASSWORD}@127.0.0.1` }],
  ['a file', { REDIS_URL: `rediss://:${PASSWORD}@127.0.0.1`, REDIS_TLS_CA: '/no/such/file' }],
  ['a host', { REDIS_HOSTNAME: 'no host', REDIS_PASSWORD: PASSWORD }],
  ['a secret', { REDIS_URL: 'redis://127.0.0.1', AUTH_JWT_SECRET: 'canary-secret' }],
])('the error at a start that fails over %s quotes no secret', (_what, variables) => {
  const start = () => parseEnv({ ...PRODUCTION, ...variables })
  expect(start).toThrow(EnvError)
  expect(start).not.toThrow('canary')
})
