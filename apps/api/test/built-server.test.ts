import { once } from 'node:events'
import { createServer } from 'node:net'
import { startRedis } from '@threadkeep/store/testing'
import { describe, expect, test, vi } from 'vitest'
import { clientWith } from './support/api.ts'
import { PATIENCE, runBuiltServer, startBuiltServer } from './support/built-server.ts'
import { newOwner } from './support/owners.ts'
import { rejectedWith } from './support/rejection.ts'
import { SECRET, signToken } from './support/tokens.ts'

const PRODUCTION = { NODE_ENV: 'production', AUTH_JWT_SECRET: SECRET, AGENT: 'echo' }

test('killed in mid-chat and started again, it has everything in order', async () => {
  await using redis = await startRedis()
  const variables = { ...PRODUCTION, REDIS_URL: redis.url }
  const token = await signToken(newOwner())
  const say = (url: string, conversationId: string, n: number) =>
    clientWith(url, token).conversation.send.mutate({
      conversationId,
      content: { type: 'text', text: `message ${n}` },
      idempotencyKey: `message ${n}`,
    })

  await using first = await startBuiltServer(variables)
  const { id } = await clientWith(first.url, token).conversation.start.mutate({ title: 'Leave' })
  await say(first.url, id, 1)
  await say(first.url, id, 2)
  // Whether this one arrives before the end is open; sent again it is there once either way.
  const cutOff = say(first.url, id, 3).catch(() => 'cut off')
  await first.end('SIGKILL')
  await cutOff

  await using second = await startBuiltServer(variables)
  await say(second.url, id, 3)
  await say(second.url, id, 4)
  const { conversation } = clientWith(second.url, token)
  const { items } = await conversation.messages.query({ conversationId: id })
  const expected = [1, 2, 3, 4].flatMap((n) => [`message ${n}`, `You said: message ${n}`])
  expect(items.map(({ seq }) => seq)).toEqual(expected.map((_text, index) => index + 1))
  expect(items.map(({ content }) => content.type === 'text' && content.text)).toEqual(expected)
  const { items: listed } = await conversation.list.query()
  expect(listed.map(({ title, messageCount }) => [title, messageCount])).toEqual([['Leave', 8]])
})

describe('in production', () => {
  test.each([
    ['Redis', { AUTH_JWT_SECRET: SECRET }, /^REDIS_URL: is needed in production/m],
    ['a key', { REDIS_URL: 'redis://127.0.0.1:1' }, /^AUTH_JWT_SECRET: is needed in production/m],
    [
      'a long enough secret',
      { REDIS_URL: 'redis://127.0.0.1:1', AUTH_JWT_SECRET: 'short' },
      /^AUTH_JWT_SECRET: must be at least 32 bytes$/m,
    ],
  ])('it does not start without %s, and says so', async (_what, variables, message) => {
    const { code, output } = await runBuiltServer({ NODE_ENV: 'production', ...variables })
    expect(code).toBe(1)
    expect(output).toMatch(message)
    expect(output).not.toMatch(/\n\s+at /)
  })

  test('there are no development tokens, and no stacks in responses', async () => {
    await using api = await startBuiltServer({ ...PRODUCTION, REDIS_URL: 'redis://127.0.0.1:1' })
    const response = await fetch(`${api.url}/dev/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(newOwner()),
    })
    expect(response.status).toBe(404)
    expect(await response.text()).not.toContain('.js:')
  })
})

test('with Redis down it starts, says 503, and serves once Redis is there', async () => {
  await using redis = await startRedis()
  await redis.kill()
  await using api = await startBuiltServer({ ...PRODUCTION, REDIS_URL: redis.url })
  const { conversation } = clientWith(api.url, await signToken(newOwner()))
  const rejected = await rejectedWith(conversation.list.query())
  expect(rejected).toEqual({ status: 503, reason: 'STORE_UNAVAILABLE' })
  expect((await fetch(`${api.url}/livez`)).status).toBe(200)
  expect((await fetch(`${api.url}/readyz`)).status).toBe(503)

  await redis.restart()
  const { items } = await vi.waitFor(() => conversation.list.query(), PATIENCE)
  expect(items).toEqual([])
})

test('without Redis, in development, it warns in one line of what a restart loses', async () => {
  await using api = await startBuiltServer()
  const warnings = api
    .output()
    .split('\n')
    .filter((line) => line.includes('"warn"'))
  expect(warnings).toHaveLength(1)
  expect(warnings[0]).toMatch(/memory.*lost.*restart|restart.*lost.*memory/)
})

test('an argument, such as --help, ends it with the page of its settings', async () => {
  const { code, output } = await runBuiltServer({ PORT: '0' }, ['--help'])
  expect({ code, output }).toEqual({
    code: 1,
    output: expect.stringMatching(/^--help: it takes no arguments; .*docs\/settings\.md$/m),
  })
})

test.each(['PORT', 'ADMIN_PORT'])('a %s that is taken ends it with one line', async (variable) => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  const { code, output } = await runBuiltServer({ PORT: '0', [variable]: String(address.port) })
  other.close()
  expect(code).toBe(1)
  expect(output).toContain(
    `${variable}: cannot listen on 127.0.0.1:${address.port}: another program listens there (EADDRINUSE)`,
  )
  expect(output).not.toMatch(/"fatal"|\bat .*:\d+:\d+/)
})
