import { once } from 'node:events'
import { createServer } from 'node:http'
import { DEFAULT_LIMITS, MAX_BODY_BYTES } from '@threadkeep/shared'
import express, { type RequestHandler } from 'express'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCalls } from '../src/trpc/adapter/parse-request.ts'
import { createAppRouter } from '../src/trpc/routers/app.ts'
import { urlOf } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { signToken } from './support/tokens.ts'
import { openAdapters } from './support/trpc-adapters.ts'

/*
 * Both adapters must send the same status, headers and body, so that any client of tRPC works with
 * ours.
 */
const adapters = await openAdapters()
const token = await signToken(newOwner())

afterAll(() => {
  adapters.close()
})

beforeAll(async () => {
  for (const title of ['Ein Ausflug', '行程', 'x'.repeat(150)]) {
    const { status } = await responseOf(adapters.ours, 'conversation.start', post({ title }))
    expect(status).toBe(200)
  }
})

/** How a message is framed is the server's own affair; that a 405 names methods is ours to add. */
const CONNECTION_HEADERS = [
  'allow',
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
]

async function responseOf(adapter: string, path: string, init: RequestInit) {
  const headers = { authorization: `Bearer ${token}`, 'x-request-id': 'test', ...init.headers }
  const response = await fetch(`${adapter}/trpc/${path}`, { ...init, headers })
  const text = (await response.text()).replaceAll('"requestId":null', '"requestId":"test"')
  return {
    status: response.status,
    headers: [...response.headers].filter(([name]) => !CONNECTION_HEADERS.includes(name)),
    // What is made anew for each call, and an id that theirs knows only once there is a context.
    body: text.replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z/g, '*'),
  }
}

function post(body: unknown, headers: Record<string, string> = {}): RequestInit {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'application/json', ...headers },
  }
}

const NOBODY = '01999999-9999-7999-8999-999999999999'
const json = (value: unknown) => encodeURIComponent(JSON.stringify(value))
const times = (count: number) => Array(count).fill('conversation.list').join()

test.each<[what: string, status: number, path: string, init?: RequestInit]>([
  ['a query', 200, 'conversation.list'],
  ['a query with input', 200, `conversation.list?input=${json({ limit: 2 })}`],
  ['a query with empty input', 200, 'conversation.list?input='],
  ['an input that is null', 400, 'conversation.list?input=null'],
  ['an input against the schema', 400, `conversation.list?input=${json({ limit: 0, x: 1 })}`],
  ['an input that is no JSON', 400, 'conversation.list?input={'],
  ['the first of two inputs', 200, `conversation.list?input=${json({ limit: 1 })}&input={`],
  ['a path in escapes', 200, 'conversation%2elist'],
  ['a malformed escape', 400, 'conversation.list%'],
  ['a conversation of nobody', 404, `conversation.get?input=${json({ conversationId: NOBODY })}`],
  ['no token', 401, 'conversation.list', { headers: { authorization: '' } }],
  ['no procedure', 404, 'nothing'],
  ['a name that every object has', 404, 'constructor'],
  ['a mutation by GET', 405, `conversation.start?input=${json({})}`],
  ['a query by POST', 405, 'conversation.list', post({})],
  ['a HEAD', 204, 'conversation.list', { method: 'HEAD' }],
  ['a mutation', 200, 'conversation.start', post({ title: '“Grüße”, 行' })],
  ['a body behind a byte order mark', 200, 'conversation.start', post('\u{feff}{}')],
  ['a body that is null', 400, 'conversation.start', post('null')],
  ['a body that is too large', 413, 'conversation.start', post(' '.repeat(MAX_BODY_BYTES + 1))],
  ['a batch of one', 200, 'conversation.list?batch=1'],
  ['a batch that is none', 404, `${times(2)}?batch=true`],
  ['a batch of ten', 200, `${times(10)}?batch=1&input=${json({ 3: { limit: 1 } })}`],
  ['a batch of failures', 400, `${times(2)}?batch=1&input=${json([{ limit: 0 }])}`],
  ['a batch of failures alike', 400, `${times(2)}?batch=1&input=${json({ 0: 7, 1: 7 })}`],
  ['a batch of both', 207, `${times(2)}?batch=1&input=${json({ 0: { limit: 0 } })}`],
  ['a batch that knows one of two', 207, 'conversation.list,nothing?batch=1'],
  [
    'a batch of mutations',
    200,
    'conversation.start,conversation.start?batch=1',
    post({ 0: {}, 1: {} }),
  ],
  ['a batch without its inputs', 400, 'conversation.start,conversation.start?batch=1', post({})],
  ['a batch of a list', 400, 'conversation.start?batch=1', post([{}])],
  ['parameters of a connection', 200, `conversation.list?connectionParams=${json({ a: 'b' })}`],
  ['malformed ones', 400, 'conversation.list?connectionParams={'],
])(
  '%s gets the response of tRPC’s own adapter, with %i',
  async (_what, status, path, init = {}) => {
    const theirs = await responseOf(adapters.theirs, path, init)
    expect(theirs.status).toBe(status)
    expect(await responseOf(adapters.ours, path, init)).toEqual(theirs)
  },
)

test.each<[what: string, path: string, message: RegExp, init?: RequestInit]>([
  ['a batch of eleven', `${times(11)}?batch=1`, /^A batch holds at most 10 calls/],
  [
    'a batch of queries and mutations',
    'conversation.list,conversation.start?batch=1',
    /^A batch must not mix queries and mutations/,
  ],
  ['an empty body', 'conversation.start', /^The body must be JSON/, post('')],
  ['a body that is no JSON', 'conversation.start', /^The body must be JSON/, post('{')],
])('%s is a 400 at both, and says why at ours', async (_what, path, message, init = {}) => {
  expect((await responseOf(adapters.theirs, path, init)).status).toBe(400)
  const { status, body } = await responseOf(adapters.ours, path, init)
  expect(status).toBe(400)
  expect(JSON.parse(body).error.message).toMatch(message)
})

test.each([
  ['GET', 'conversation.start', 'POST'],
  ['GET', 'conversation.start,conversation.start?batch=1', 'POST'],
  ['POST', 'conversation.list', 'GET'],
  ['PUT', 'conversation.list', 'GET, HEAD, POST'],
  ['DELETE', 'nothing', 'GET, HEAD, POST'],
])('%s %s is a 405 that names the methods', async (method, path, allowed) => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const body = method === 'GET' ? {} : { body: '{}' }
  const response = await fetch(`${adapters.ours}/trpc/${path}`, { method, headers, ...body })
  expect(response.status).toBe(405)
  expect(response.headers.get('allow')).toBe(allowed)
  expect(await response.text()).toContain('"reason":"METHOD_NOT_ALLOWED"')
})

test('a body whose sender has gone before anybody read it is a bad request', async () => {
  const router = createAppRouter(DEFAULT_LIMITS)
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const read = new Promise((resolve) => {
    const adapter: RequestHandler = (req) => {
      const [call] = readCalls(router, req, { admitBody: async () => {} }).calls
      req.destroy()
      resolve(call?.getRawInput())
    }
    server.on('request', express().use(adapter))
  })
  fetch(`${urlOf(server)}/conversation.start`, post({})).catch(() => {})
  await expect(read).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  server.close()
})
