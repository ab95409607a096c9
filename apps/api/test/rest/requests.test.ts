import type { Owner } from '@threadkeep/shared'
import { StoreUnavailableError } from '@threadkeep/store'
import { afterAll, describe, expect, test } from 'vitest'
import { type Api, startApi } from '../support/api.ts'
import { failingStore } from '../support/failing-store.ts'
import { newOwner } from '../support/owners.ts'
import { signToken } from '../support/tokens.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const ID = '019a0000-0000-7000-8000-000000000000'

const shared = await startApi()
afterAll(() => shared[Symbol.asyncDispose]())

async function as(api: Api, owner: Owner = newOwner()) {
  const authorization = `Bearer ${await signToken(owner)}`
  return (
    method: string,
    path: string,
    body?: RequestInit['body'],
    headers: Record<string, string> = JSON_TYPE,
  ) =>
    api.request(`/api/chat/${path}`, {
      method,
      headers: { authorization, ...headers },
      ...(body === undefined ? {} : { body }),
    })
}

/** The refusal, whose shape is the same for every one of them. */
async function problem(response: Response) {
  const { error, ...rest } = JSON.parse(await response.text())
  const { requestId, message, ...known } = error
  expect(rest).toEqual({})
  expect(message).toEqual(expect.any(String))
  expect(requestId).toBe(response.headers.get('x-request-id'))
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  expect(response.headers.get('cache-control')).toBe('no-store')
  return { status: response.status, ...known }
}

const invalid = (status: number, path: string, message: string) => ({
  status,
  reason: 'INVALID_INPUT',
  issues: [{ path, message }],
})

test('a client without tRPC has a conversation', async () => {
  const request = await as(shared)
  const started = await request('POST', 'start', '{"title":"Leave"}')
  expect(started.status).toBe(200)
  const { id } = JSON.parse(await started.text())
  const content = { type: 'text', text: 'Hello' }
  const sent = await request('POST', 'send', JSON.stringify({ conversationId: id, content }))
  expect(JSON.parse(await sent.text()).reply.content.text).toBe('You said: Hello')
  const submitted = { conversationId: id, actionId: 'rate', data: { rating: 5 } }
  const rated = await request('POST', 'card-action', JSON.stringify(submitted))
  expect(JSON.parse(await rated.text()).message.content).toEqual({
    type: 'cardAction',
    actionId: 'rate',
    data: { rating: 5 },
  })
  const page = await request('GET', `conversation/${id}/messages?limit=1&afterSeq=2`)
  expect(JSON.parse(await page.text())).toMatchObject({ items: [{ seq: 3 }], hasMore: true })
  expect((await request('PATCH', `conversation/${id}`, '{"title":"Travel"}')).status).toBe(200)
  const closed = await request('PATCH', `conversation/${id}/status`, '{"status":"completed"}')
  expect(JSON.parse(await closed.text())).toMatchObject({ title: 'Travel', status: 'completed' })
  const head = await request('HEAD', `conversation/${id}`)
  expect([head.status, await head.text()]).toEqual([200, ''])
  expect(await (await request('DELETE', `conversation/${id}`)).json()).toEqual({ deleted: true })
  expect(await problem(await request('GET', `conversation/${id}`))).toEqual({
    status: 404,
    reason: 'CONVERSATION_NOT_FOUND',
  })
})

describe('an idempotency key', () => {
  test('in the header is the one of the field, by tRPC too', async () => {
    const owner = newOwner()
    const request = await as(shared, owner)
    const header = { ...JSON_TYPE, 'idempotency-key': 'once' }
    const first = await (await request('POST', 'start', '{}', header)).json()
    expect(await (await request('POST', 'start', '{}', header)).json()).toEqual(first)
    const field = await request('POST', 'start', '{"idempotencyKey":"once"}')
    expect(await field.json()).toEqual(first)
    const { conversation } = await shared.as(owner)
    expect(await conversation.start.mutate({ idempotencyKey: 'once' })).toEqual(first)
    expect(await problem(await request('POST', 'start', '{"title":"x"}', header))).toMatchObject({
      status: 409,
      reason: 'IDEMPOTENCY_KEY_REUSED',
    })
  })

  test('is given in one place, and is not empty', async () => {
    const request = await as(shared)
    const both = request('POST', 'start', '{"idempotencyKey":"a"}', {
      ...JSON_TYPE,
      'idempotency-key': 'a',
    })
    expect(await problem(await both)).toEqual(
      invalid(400, 'idempotencyKey', 'must be given once, and not here'),
    )
    const empty = await request('POST', 'start', '{}', { ...JSON_TYPE, 'idempotency-key': '' })
    expect(await problem(empty)).toMatchObject({ issues: [{ path: 'idempotencyKey' }] })
  })
})

describe('a field', () => {
  test.each([
    ['nobody knows', 'POST', 'start', '{"titel":"x"}', 'titel', 'is not a known field'],
    ['of a prototype', 'POST', 'start', '{"__proto__":{}}', '__proto__', 'is not a known field'],
    [
      'of the path',
      'PATCH',
      `conversation/${ID}`,
      `{"conversationId":"${ID}","title":"x"}`,
      'conversationId',
      'must be given once, and not here',
    ],
    ['of a body in a query', 'POST', 'start?title=x', '{}', '', 'this path takes no query'],
    [
      'in the query of a read',
      'GET',
      `conversation/${ID}?tenantId=x`,
      undefined,
      'tenantId',
      'is not a known field',
    ],
    [
      'in the query of a delete',
      'DELETE',
      `conversation/${ID}?conversationId=x`,
      undefined,
      'conversationId',
      'must be given once, and not here',
    ],
    [
      'of a prototype in a query',
      'GET',
      `conversation/${ID}?__proto__=x`,
      undefined,
      '__proto__',
      'is not a known field',
    ],
    [
      'of content beside a card action',
      'POST',
      'card-action',
      `{"conversationId":"${ID}","actionId":"a","data":{},"content":{}}`,
      'content',
      'is not a known field',
    ],
    [
      'of a card action',
      'POST',
      'card-action',
      `{"conversationId":"${ID}","actionId":"a","data":[]}`,
      'data',
      'must be a JSON object',
    ],
    [
      'that is no id',
      'GET',
      'conversation/abc',
      undefined,
      'conversationId',
      'must be a conversation id',
    ],
    [
      'that is an escaped id',
      'GET',
      'conversation/a%2Fb',
      undefined,
      'conversationId',
      'must be a conversation id',
    ],
  ])('%s is refused by name', async (_what, method, path, body, field, message) => {
    const request = await as(shared)
    expect(await problem(await request(method, path, body))).toEqual(invalid(400, field, message))
  })

  test.each(['', 'x', '0x10', '1e1', '+1', '1_0', ' 1', '01', '1.5', '-1', '101', '1&limit=2'])(
    'that is a number, given as “%s”, is refused',
    async (limit) => {
      const request = await as(shared)
      const response = await request('GET', `conversation/${ID}/messages?limit=${limit}`)
      expect(await problem(response)).toMatchObject({ status: 400, issues: [{ path: 'limit' }] })
    },
  )
})

describe('a body', () => {
  test('is JSON in UTF-8, however the header says so', async () => {
    const request = await as(shared)
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    const response = await request('POST', 'start', '{"title":"Ärger 😀"}', headers)
    expect(await response.json()).toMatchObject({ title: 'Ärger 😀' })
  })

  test.each([
    ['of a form', new URLSearchParams('title=x'), {}, 415],
    ['of bytes', 'x', { 'content-type': 'application/octet-stream' }, 415],
    ['of something like JSON', '{}', { 'content-type': 'application/jsonp' }, 415],
    ['that is compressed', '{}', { ...JSON_TYPE, 'content-encoding': 'gzip' }, 415],
    ['in an unknown charset', '{}', { 'content-type': 'application/json; charset=x' }, 415],
    ['that is none', undefined, {}, 415],
    ['that is empty', '', JSON_TYPE, 400],
    ['that breaks off', '{"title":', JSON_TYPE, 400],
    ['that is null', 'null', JSON_TYPE, 400],
    ['that is a list', '[{}]', JSON_TYPE, 400],
    [
      'that is deep',
      `{"metadata":${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}}`,
      JSON_TYPE,
      400,
    ],
  ])('%s is refused, and nothing is stored', async (_what, body, headers, status) => {
    const owner = newOwner()
    const request = await as(shared, owner)
    const refused = await problem(await request('POST', 'start', body, headers))
    expect(refused).toMatchObject({ status, reason: 'INVALID_INPUT' })
    const { conversation } = await shared.as(owner)
    expect((await conversation.list.query()).items).toEqual([])
  })

  test('of 256 KB is read, a larger one refused', async () => {
    const request = await as(shared)
    const body = (bytes: number) => JSON.stringify({ title: 'x'.repeat(bytes - 12) })
    const read = await request('POST', 'start', body(256 * 1024))
    expect(await problem(read)).toMatchObject({ status: 400, issues: [{ path: 'title' }] })
    for (const bytes of [256 * 1024 + 1, 3_000_000]) {
      const response = await request('POST', 'start', body(bytes))
      expect(await problem(response)).toEqual({ status: 413, reason: 'PAYLOAD_TOO_LARGE' })
    }
  })
})

describe('a path', () => {
  test.each([
    ['GET', 'nothing'],
    ['POST', 'Start'],
    ['POST', 'start/'],
    ['GET', `conversation/${ID}/messages/1`],
    ['GET', '..%2f..%2ftrpc%2fhealth'],
  ])('%s %s is nowhere', async (method, path) => {
    const request = await as(shared)
    expect(await problem(await request(method, path))).toEqual(
      invalid(404, '', 'there is nothing at this path'),
    )
  })

  test.each([
    ['GET', 'start', 'POST'],
    ['PUT', 'send', 'POST'],
    ['DELETE', `conversation/${ID}/messages`, 'GET'],
    ['POST', `conversation/${ID}`, 'GET, PATCH, DELETE'],
  ])('%s %s is told the methods that it has', async (method, path, allowed) => {
    const request = await as(shared)
    const response = await request(method, path)
    expect(response.headers.get('allow')).toBe(allowed)
    expect(await problem(response)).toEqual(invalid(405, '', 'this path takes another HTTP method'))
  })

  test('with malformed escapes is the caller’s fault', async () => {
    const request = await as(shared)
    expect((await problem(await request('GET', 'conversation/%E0%A4%A'))).status).toBe(400)
  })

  test('is open to pages of listed origins, changes included', async () => {
    await using api = await startApi({ corsOrigins: ['https://chat.example.com'] })
    const { status, headers } = await api.request(`/api/chat/conversation/${ID}`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://chat.example.com',
        'access-control-request-method': 'PATCH',
      },
    })
    expect(status).toBe(204)
    expect(headers.get('access-control-allow-methods')).toBe('GET,POST,PATCH,DELETE')
  })
})

test('without a token nothing else is looked at, and no body read', async () => {
  for (const body of ['{', 'x'.repeat(300_000)]) {
    const response = await shared.request('/api/chat/start', {
      method: 'POST',
      headers: JSON_TYPE,
      body,
    })
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(await problem(response)).toEqual({ status: 401, reason: 'UNAUTHENTICATED' })
  }
})

test('calls by REST and by tRPC count against one limit', async () => {
  await using api = await startApi({ rateLimitPerMinute: 2 })
  const owner = newOwner()
  const request = await as(api, owner)
  const { conversation } = await api.as(owner)
  await conversation.list.query()
  expect((await request('POST', 'list-conversations', '{}')).status).toBe(200)
  const refused = await request('POST', 'list-conversations', '{}')
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await problem(refused)).toEqual({ status: 429, reason: 'RATE_LIMITED' })
})

test.each([
  [
    new StoreUnavailableError('unknown', 'canary'),
    503,
    { reason: 'STORE_UNAVAILABLE', outcome: 'unknown' },
  ],
  [new Error('canary'), 500, { reason: 'INTERNAL' }],
])('a failure behind it is told, and its cause is not: %s', async (thrown, status, known) => {
  await using api = await startApi({ store: failingStore(thrown) })
  const request = await as(api)
  const response = await request('GET', `conversation/${ID}`)
  if (status === 503) expect(response.headers.get('retry-after')).toMatch(/^[1-3]$/)
  const body = await response.clone().text()
  expect(await problem(response)).toEqual({ status, ...known })
  expect(body).not.toContain('canary')
})

test('a request is one line in the log, as those of tRPC are', async () => {
  await using api = await startApi()
  const request = await as(api)
  await request('POST', 'start', '{"title":"canary"}')
  await request('POST', 'start', '{"canary":1}')
  await expect.poll(() => api.logged.length).toBe(2)
  const [started, refused] = api.logged.map((line) => JSON.parse(line))
  expect(started).toMatchObject({
    method: 'POST',
    path: '/api/chat/start',
    procedures: ['conversation.start'],
    user: expect.stringMatching(/^[0-9a-f]{16}$/),
    errors: [],
    status: 200,
  })
  expect(refused.errors).toEqual([{ procedure: 'conversation.start', reason: 'INVALID_INPUT' }])
  expect(api.logged.join('')).not.toContain('canary')
})
