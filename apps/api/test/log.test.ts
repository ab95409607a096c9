import { describe, expect, test } from 'vitest'
import { createLogger, flatLines } from '../src/observability/log.ts'
import { type Api, startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { rejection } from './support/rejection.ts'
import { signToken } from './support/tokens.ts'

function linesOf(api: { logged: readonly string[] }) {
  return api.logged.map((line) => JSON.parse(line))
}

test('a request is one line: what was called, by whom, and how it ended', async () => {
  await using api = await startApi()
  const owner = newOwner()
  const { conversation } = await api.as(owner)
  await conversation.start.mutate({ title: 'canary title' })
  await rejection(conversation.get.query({ conversationId: 'canary-id' }))
  await api.request('/trpc/conversation.start', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await signToken(owner)}`,
      'content-type': 'application/json',
    },
    body: 'canary text that is no JSON',
  })

  await expect.poll(() => api.logged.length).toBe(3)
  const [started, rejected, malformed] = linesOf(api)
  expect(started).toEqual({
    level: 'info',
    time: expect.any(String),
    msg: 'request',
    requestId: expect.any(String),
    method: 'POST',
    path: '/trpc/conversation.start',
    procedures: ['conversation.start'],
    user: expect.stringMatching(/^[0-9a-f]{16}$/),
    errors: [],
    status: 200,
    aborted: false,
    durationMs: expect.any(Number),
  })
  expect(rejected).toMatchObject({
    path: '/trpc/conversation.get',
    user: started.user,
    status: 400,
  })
  expect(rejected.errors).toEqual([{ procedure: 'conversation.get', reason: 'INVALID_INPUT' }])
  expect(malformed.errors).toEqual([{ procedure: 'conversation.start', reason: 'INVALID_INPUT' }])
  const log = api.logged.join('')
  expect(log).not.toContain('canary')
  expect(log).not.toContain(owner.tenantId)
  expect(log).not.toContain('eyJ')
})

test('probes are for those who debug', async () => {
  await using api = await startApi()
  const probes = ['/livez', '/readyz', '/health', '/metrics']
  for (const path of probes) await api.request(path)
  await expect.poll(() => api.logged.length).toBe(4)
  expect(linesOf(api).map(({ level }) => level)).toEqual(probes.map(() => 'debug'))
})

describe('the id of a request', () => {
  const idOfResponse = async (api: Api, given: string) => {
    const headers = { 'x-request-id': given }
    return (await api.request('/livez', { headers })).headers.get('x-request-id')
  }

  test.each(['7f3a', '1-67891233:abc_DEF.012', 'x'.repeat(64)])(
    'is the one that it came with (%s): in response, error and log',
    async (given) => {
      await using api = await startApi()
      expect(await idOfResponse(api, given)).toBe(given)
      const headers = { 'x-request-id': given }
      const response = await api.request('/trpc/conversation.list', { headers })
      expect(response.headers.get('x-request-id')).toBe(given)
      expect(JSON.parse(await response.text()).error.data.requestId).toBe(given)
      await expect.poll(() => api.logged.length).toBe(2)
      expect(linesOf(api).map(({ requestId }) => requestId)).toEqual([given, given])
    },
  )

  test.each(['', 'x'.repeat(65), 'a b', 'a, b', 'ä', '{"level":"fatal"}', '%0a', '<script>'])(
    'is made anew where more than an id could be in what it came with (%s)',
    async (given) => {
      await using api = await startApi()
      const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
      const id = await idOfResponse(api, given)
      expect(id).toMatch(UUID)
      expect(await idOfResponse(api, given)).not.toBe(id)
    },
  )
})

describe('no log line holds', () => {
  const canaries = 'canary-password canary-text canary-token'.split(' ')
  const write = (log: (logger: ReturnType<typeof createLogger>) => void) => {
    const lines: string[] = []
    log(createLogger('info', { write: (line) => lines.push(line) }))
    expect(lines).toHaveLength(1)
    for (const canary of canaries) expect(lines[0]).not.toContain(canary)
    return lines[0]
  }

  test('the command of a Redis error, which has passwords and messages in it', () => {
    const reply = Object.assign(new Error('WRONGPASS invalid username-password pair'), {
      command: { name: 'auth', args: ['default', 'canary-password'] },
    })
    const err = new Error('of the client', { cause: reply })
    expect(write((log) => log.warn({ err }, 'failed'))).toContain('WRONGPASS')
    const errors = [{ procedure: undefined, reason: 'INTERNAL' as const, cause: err }]
    expect(write((log) => log.warn({ errors }, 'failed'))).toContain('WRONGPASS')
  })

  test('credentials in a URL, tokens, or arguments that Redis quotes', () => {
    const text =
      'redis://default:canary-password@host eyJhbGciOiJI.eyJjYW5hcnktdG9rZW4i.canary-token ' +
      "ERR unknown command 'X', with args beginning with: 'canary-text'"
    const line = write((log) => log.error({ err: new Error(text) }, 'failed'))
    expect(line).toContain('redis://***@host [token] ERR unknown command')
  })

  test('fields named as secrets are', () => {
    const fields = { token: 'canary-token', request: { authorization: 'Bearer canary-token' } }
    expect(write((log) => log.info(fields, 'x'))).toContain('[Redacted]')
    write((log) => log.info({ redis: { password: 'canary-password' } }, 'x'))
    write((log) => flatLines(log).info({ token: 'canary-token' }, 'x'))
  })
})
