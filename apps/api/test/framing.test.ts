import { createTRPCClient, httpBatchLink, httpBatchStreamLink } from '@trpc/client'
import { describe, expect, test } from 'vitest'
import type { AppRouter } from '../src/index.ts'
import { type Api, startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { refusal } from './support/refusal.ts'
import { signToken } from './support/tokens.ts'

const JSON_TYPE = { 'content-type': 'application/json' }

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

async function start(api: Api, init: RequestInit, headers: Record<string, string> = JSON_TYPE) {
  const authorization = `Bearer ${await signToken(newOwner())}`
  const all = { authorization, ...headers }
  return api.request('/trpc/conversation.start', { method: 'POST', headers: all, ...init })
}

describe('batches', () => {
  test('of ten calls are answered, of eleven refused as a whole', async () => {
    await using api = await startApi()
    const headers = { authorization: `Bearer ${await signToken(newOwner())}` }
    const batch = (size: number) =>
      api.request(`/trpc/${Array(size).fill('conversation.list').join()}?batch=1`, { headers })

    const ten = await batch(10)
    expect(ten.status).toBe(200)
    expect(await ten.json()).toHaveLength(10)
    expect(await problem(await batch(11))).toEqual(
      invalid(400, 'the request could not be read, or is a batch of more than 10 calls'),
    )
  })

  test('carry each call’s own error', async () => {
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
})

describe('bodies', () => {
  test('of 256 KB are read, larger ones refused', async () => {
    await using api = await startApi()
    const body = (bytes: number) => JSON.stringify({ title: 'x'.repeat(bytes - 12) })
    expect((await problem(await start(api, { body: body(256 * 1024) }))).status).toBe(400)
    expect(await problem(await start(api, { body: body(256 * 1024 + 1) }))).toEqual({
      status: 413,
      reason: 'PAYLOAD_TOO_LARGE',
      issues: undefined,
    })
    expect((await problem(await start(api, { body: body(3_000_000) }))).status).toBe(413)
  })

  test.each([
    ['no JSON', '{"title":'],
    ['nothing', ''],
  ])('of %s are refused without quoting them', async (_what, body) => {
    await using api = await startApi()
    expect(await problem(await start(api, { body }))).toEqual(
      invalid(400, 'the request could not be read, or is a batch of more than 10 calls'),
    )
  })

  test('of JSON a hundred thousand levels deep are refused', async () => {
    await using api = await startApi()
    const body = `{"metadata":${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}}`
    expect(await problem(await start(api, { body }))).toMatchObject({
      status: 400,
      reason: 'INVALID_INPUT',
    })
  })

  test('of forms are refused: browsers send them without asking', async () => {
    await using api = await startApi()
    const form = new FormData()
    form.set('title', 'x')
    expect(await problem(await start(api, { body: form }, {}))).toEqual(
      invalid(415, 'the body must be application/json'),
    )
    const bytes = { 'content-type': 'application/octet-stream' }
    expect((await problem(await start(api, { body: 'x' }, bytes))).status).toBe(415)
  })
})

describe('paths and methods', () => {
  test.each([
    ['/', 'GET'],
    ['/trpc', 'GET'],
    ['/trpc/nothing', 'GET'],
    ['/trpc/conversation', 'GET'],
    ['/trpc/health/conversation.list', 'GET'],
    ['/livez', 'POST'],
    ['/dev/token', 'GET'],
  ])('%s by %s is nowhere', async (path, method) => {
    await using api = await startApi()
    const response = await api.request(path, { method, headers: JSON_TYPE })
    expect(await problem(response)).toEqual(invalid(404, 'there is nothing at this path'))
  })

  test('a mutation is not to be had by GET', async () => {
    await using api = await startApi()
    const response = await api.request('/trpc/conversation.start?input={}')
    expect(await problem(response)).toEqual(invalid(405, 'this path takes another HTTP method'))
  })

  test('malformed escapes are the caller’s fault', async () => {
    await using api = await startApi()
    expect((await problem(await api.request('/trpc/%E0%A4%A'))).status).toBe(400)
  })
})

test('streamed answers are refused: they would say 200 before they know', async () => {
  await using api = await startApi()
  const stream = createTRPCClient<AppRouter>({
    links: [httpBatchStreamLink({ url: `${api.url}/trpc` })],
  })
  const { data } = await refusal(stream.health.query())
  expect(data).toMatchObject({ httpStatus: 400, reason: 'INVALID_INPUT' })

  const headers = { accept: 'application/json, application/jsonl' }
  const response = await api.request('/trpc/health?batch=1', { headers })
  expect(await problem(response)).toEqual(invalid(400, 'must not be application/jsonl', 'accept'))
})

describe('headers', () => {
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
      'authorization,content-type,idempotency-key,x-request-id,traceparent,tracestate',
    )
    expect(listed.get('access-control-allow-credentials')).toBeNull()
    const other = await preflight('https://chat.example.com.evil.example')
    expect(other.get('access-control-allow-origin')).toBeNull()

    const headers = { origin: 'https://chat.example.com' }
    const answer = await api.request('/trpc/conversation.list', { headers })
    expect(answer.headers.get('access-control-expose-headers')).toBe('retry-after,x-request-id')
  })

  test('of pages are not allowed anywhere unless listed', async () => {
    await using api = await startApi()
    const headers = { origin: 'https://chat.example.com' }
    const answer = await api.request('/trpc/health', { headers })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })
})
