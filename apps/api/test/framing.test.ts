import { connect } from 'node:net'
import { createTRPCClient, httpBatchLink, httpBatchStreamLink, type TRPCClient } from '@trpc/client'
import { describe, expect, test } from 'vitest'
import type { AppRouter } from '../src/index.ts'
import { exchange } from './hostile/support/wire.ts'
import { startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { refusal } from './support/refusal.ts'
import { signToken } from './support/tokens.ts'

async function problem(response: Response) {
  const { error } = JSON.parse(await response.text())
  const { reason, issues, requestId } = error.data
  expect(requestId).toBe(response.headers.get('x-request-id'))
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  expect(response.headers.get('cache-control')).toBe('no-store')
  return { status: response.status, reason, issues }
}

const invalid = (status: number, message: string, path = '') => ({
  status,
  reason: 'INVALID_INPUT',
  issues: [{ path, message }],
})

test('a batch carries each call’s own error', async () => {
  await using api = await startApi()
  const token = await signToken(newOwner())
  const link = httpBatchLink({
    url: `${api.url}/trpc`,
    headers: { authorization: `Bearer ${token}` },
  })
  const client = createTRPCClient<AppRouter>({ links: [link] })
  const [list, get] = await Promise.all([
    client.conversation.list.query(),
    refusal(client.conversation.get.query({ conversationId: 'x' })),
  ])
  expect(list.items).toEqual([])
  expect(get.data?.reason).toBe('INVALID_INPUT')
})

const STREAMED =
  'Streamed responses (application/jsonl) are not served: use httpBatchLink in place of httpBatchStreamLink.'

const TOO_MANY = 'A batch holds at most 10 calls: set maxItems of the batch link to 10.'

describe('what is not served of tRPC’s links is said in the message of every call, in one sentence', () => {
  const kinds: [string, (client: TRPCClient<AppRouter>) => Promise<unknown>][] = [
    ['public queries', ({ health }) => health.query()],
    ['queries', ({ conversation }) => conversation.list.query()],
    ['changes', ({ conversation }) => conversation.start.mutate({ title: 'x' })],
  ]
  const links = [
    ['httpBatchStreamLink', httpBatchStreamLink, 1, STREAMED],
    ['httpBatchStreamLink', httpBatchStreamLink, 12, STREAMED],
    ['httpBatchLink', httpBatchLink, 12, TOO_MANY],
  ] as const

  test.each(
    links.flatMap(([name, link, count, sentence]) =>
      kinds.map(([kind, call]) => ({ name, link, count, sentence, kind, call })),
    ),
  )('$name: $count $kind', async ({ link, count, sentence, call }) => {
    await using api = await startApi()
    const owner = newOwner()
    const headers = { authorization: `Bearer ${await signToken(owner)}` }
    const client = createTRPCClient<AppRouter>({
      links: [link({ url: `${api.url}/trpc`, headers })],
    })
    const calls = await Promise.all(Array.from({ length: count }, () => refusal(call(client))))
    for (const { message, data } of calls) {
      expect(message).toBe(sentence)
      expect(data).toMatchObject({ httpStatus: 400, reason: 'INVALID_INPUT' })
    }
    expect((await api.store.forOwner(owner).list()).items).toEqual([])
  })
})

test('streamed answers are refused where they are but one of those accepted', async () => {
  await using api = await startApi()
  const headers = { accept: 'application/json, application/jsonl' }
  const response = await api.request('/trpc/health?batch=1', { headers })
  expect(await problem(response)).toEqual(invalid(400, STREAMED, 'accept'))
})

test('a body that nobody reads, as of a stranger, is no part of the next request', async () => {
  await using api = await startApi()
  const body = JSON.stringify({ title: 'x'.repeat(100_000) })
  const stranger =
    'POST /trpc/conversation.start HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n' +
    `content-length: ${body.length}\r\n\r\n${body}`
  const next = 'GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'
  const answers = await exchange(api.url, stranger + next)
  expect(answers.map(({ status }) => status)).toEqual([401, 200])
})

test('a caller who goes in the middle of a body is no failure of ours', async () => {
  await using api = await startApi()
  const { hostname, port } = new URL(api.url)
  const socket = connect(Number(port), hostname)
  socket.write(
    'POST /trpc/conversation.start HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n' +
      `authorization: Bearer ${await signToken(newOwner())}\r\ncontent-length: 99\r\n\r\n{"ti`,
  )
  const metrics = () => api.registry.metrics()
  await expect.poll(metrics).toContain('threadkeep_http_requests_in_flight{route="/trpc"} 1')
  socket.destroy()
  const ended = 'threadkeep_requests_total{procedure="conversation.start",outcome='
  await expect.poll(metrics).toContain(`${ended}"INVALID_INPUT"} 1`)
  expect(await metrics()).toContain(`${ended}"INTERNAL"} 0`)
})

describe('headers', () => {
  test('are the same for every answer, but for those that say something of it', async () => {
    await using api = await startApi()
    const post = (body: string) => ({
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
    const answers = await Promise.all([
      api.request('/livez'),
      api.request('/trpc/health'),
      api.request('/trpc/health,health?batch=1'),
      api.request('/trpc/conversation.list'),
      api.request('/trpc/nothing'),
      api.request('/trpc/health', post('{}')),
      api.request('/nothing'),
      api.request('/dev/token', post(' '.repeat(300_000))),
      api.request('/openapi.json'),
      api.request('/api/chat/start', post('{}')),
    ])
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 401, 404, 405]))
    const own = ['allow', 'content-length', 'retry-after', 'vary', 'www-authenticate']
    const namesOf = ({ headers }: Response) =>
      [...headers.keys()].filter((name) => !own.includes(name))
    const [first] = answers.map(namesOf)
    expect(first?.length).toBeGreaterThan(15)
    for (const answer of answers) {
      expect(namesOf(answer), answer.url).toEqual(first)
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'")
    }
  })

  test('tell nothing of the software, and forbid what a JSON API needs not', async () => {
    await using api = await startApi()
    const { headers } = await api.request('/livez')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test('let pages of the listed origins call, and no others', async () => {
    await using api = await startApi({ corsOrigins: ['https://chat.example.com'] })
    const preflight = async (origin: string) => {
      const response = await api.request('/trpc/conversation.start', {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type,traceparent',
        },
      })
      expect(response.status).toBe(204)
      return response.headers
    }
    const listed = await preflight('https://chat.example.com')
    expect(listed.get('access-control-allow-origin')).toBe('https://chat.example.com')
    expect(listed.get('access-control-allow-headers')).toBe(
      'authorization,content-type,idempotency-key,if-match,last-event-id,x-request-id,traceparent,tracestate',
    )
    expect(listed.get('access-control-allow-credentials')).toBeNull()
    const other = await preflight('https://chat.example.com.evil.example')
    expect(other.get('access-control-allow-origin')).toBeNull()

    const headers = { origin: 'https://chat.example.com' }
    const answer = await api.request('/trpc/conversation.list', { headers })
    expect(answer.headers.get('access-control-expose-headers')).toBe(
      'etag,retry-after,x-request-id',
    )
  })

  test('let apps and extensions call by their own schemes, compared as they stand', async () => {
    const corsOrigins = ['capacitor://localhost', 'tauri://localhost', 'chrome-extension://abc']
    await using api = await startApi({ corsOrigins })
    const allowed = async (origin: string) => {
      const { headers } = await api.request('/trpc/health', { headers: { origin } })
      return headers.get('access-control-allow-origin')
    }
    for (const origin of corsOrigins) expect(await allowed(origin)).toBe(origin)
    for (const other of [
      'capacitor://localhost:1',
      'capacitor://localhost.x',
      'tauri://',
      'null',
    ]) {
      expect(await allowed(other)).toBeNull()
    }
  })

  test('tell caches that an answer depends on its origin, at every transport', async () => {
    await using api = await startApi({ corsOrigins: ['https://chat.example.com'] })
    const varyOf = async (path: string) => {
      const headers = { origin: 'https://chat.example.com' }
      return (await api.request(path, { headers })).headers.get('vary')
    }
    expect(await varyOf('/trpc/health')).toBe('Origin, trpc-accept, accept')
    expect(await varyOf('/trpc/nothing')).toBe('Origin, trpc-accept, accept')
    expect(await varyOf('/api/chat/events')).toBe('Origin')
  })

  test('of pages are not allowed anywhere unless listed', async () => {
    await using api = await startApi()
    const headers = { origin: 'https://chat.example.com' }
    const answer = await api.request('/trpc/health', { headers })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })
})
