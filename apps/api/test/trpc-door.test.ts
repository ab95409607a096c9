import { once } from 'node:events'
import { createServer } from 'node:http'
import { DEFAULT_LIMITS, MAX_BODY_BYTES, MAX_CALLS_PER_BATCH } from '@threadkeep/shared'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import express, { type RequestHandler } from 'express'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEchoAgent } from '../src/agents/echo.ts'
import { createAuth } from '../src/auth/create-auth.ts'
import { errorHeaders } from '../src/error-map.ts'
import { plainErrors } from '../src/http/plain-errors.ts'
import { createContextOf } from '../src/http/request-context.ts'
import { readCalls } from '../src/http/trpc-calls.ts'
import { trpcRoute } from '../src/http/trpc-route.ts'
import { createLogger } from '../src/log.ts'
import { createRateLimit } from '../src/rate-limit.ts'
import { createAppRouter } from '../src/routers/app.ts'
import { createSend } from '../src/send.ts'
import { memoryStore, SECRET_AUTH, urlOf } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { signToken } from './support/tokens.ts'

/*
 * Our door to tRPC beside tRPC's own, over the same store: what one answers the other has to, in
 * status, headers and body, so that clients of any version of tRPC find what they know.
 */
const doors: { ours: string; theirs: string; close(): void } = await openDoors()
const token = await signToken(newOwner())

async function openDoors() {
  const store = memoryStore()
  const router = createAppRouter(DEFAULT_LIMITS)
  const auth = await createAuth(SECRET_AUTH, createLogger('silent'))
  const contextOf = createContextOf(auth.verifyToken, {
    store,
    reportHealth: () => Promise.reject(new Error('not asked here')),
    send: createSend(createEchoAgent(DEFAULT_LIMITS), DEFAULT_LIMITS),
    rateLimit: createRateLimit(1_000_000),
    procedureMetrics: { ended() {} },
  })
  const open = async (door: RequestHandler) => {
    const app = express().disable('etag').disable('x-powered-by')
    const server = createServer(app.use('/trpc', door).use(plainErrors(router)))
    await once(server.listen(0, '127.0.0.1'), 'listening')
    return server
  }
  const ours = await open(trpcRoute(router, contextOf))
  const theirs = await open(
    createExpressMiddleware({
      router,
      maxBatchSize: MAX_CALLS_PER_BATCH,
      maxBodySize: MAX_BODY_BYTES,
      createContext: ({ req }) => contextOf(req),
      responseMeta({ errors, info }) {
        const headers = new Headers([...errorHeaders(errors)])
        if (info === undefined) headers.set('content-type', 'application/json')
        return { headers }
      },
    }),
  )
  return {
    ours: urlOf(ours),
    theirs: urlOf(theirs),
    close: () => void [ours, theirs].map((server) => server.close()),
  }
}

afterAll(() => {
  doors.close()
})

beforeAll(async () => {
  for (const title of ['Ein Ausflug', '行程', 'x'.repeat(150)]) {
    const { status } = await answerOf(doors.ours, 'conversation.start', post({ title }))
    expect(status).toBe(200)
  }
})

/** How a message is framed is the server's own affair. */
const FRAMING = ['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']

async function answerOf(door: string, path: string, init: RequestInit) {
  const headers = { authorization: `Bearer ${token}`, ...init.headers }
  const response = await fetch(`${door}/trpc/${path}`, { ...init, headers })
  const text = await response.text()
  return {
    status: response.status,
    headers: [...response.headers].filter(([name]) => !FRAMING.includes(name)),
    // What is made anew for each call.
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
  ['an empty body', 400, 'conversation.start', post('')],
  ['a body that is no JSON', 400, 'conversation.start', post('{')],
  ['a body that is null', 400, 'conversation.start', post('null')],
  ['a body that is too large', 413, 'conversation.start', post(' '.repeat(MAX_BODY_BYTES + 1))],
  ['a batch of one', 200, 'conversation.list?batch=1'],
  ['a batch that is none', 404, `${times(2)}?batch=true`],
  ['a batch of ten', 200, `${times(10)}?batch=1&input=${json({ 3: { limit: 1 } })}`],
  ['a batch of eleven', 400, `${times(11)}?batch=1`],
  ['a batch of failures', 400, `${times(2)}?batch=1&input=${json([{ limit: 0 }])}`],
  ['a batch of failures alike', 400, `${times(2)}?batch=1&input=${json({ 0: 7, 1: 7 })}`],
  ['a batch of both', 207, `${times(2)}?batch=1&input=${json({ 0: { limit: 0 } })}`],
  ['a batch that knows one of two', 207, 'conversation.list,nothing?batch=1'],
  ['a batch of queries and mutations', 400, 'conversation.list,conversation.start?batch=1'],
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
])('%s is answered as by tRPC’s own adapter, with %i', async (_what, status, path, init = {}) => {
  const theirs = await answerOf(doors.theirs, path, init)
  expect(theirs.status).toBe(status)
  expect(await answerOf(doors.ours, path, init)).toEqual(theirs)
})

test('a body whose sender has gone before anybody read it is a bad request', async () => {
  const router = createAppRouter(DEFAULT_LIMITS)
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const read = new Promise((resolve) => {
    const door: RequestHandler = (req) => {
      const [call] = readCalls(router, req).calls
      req.destroy()
      resolve(call?.getRawInput())
    }
    server.on('request', express().use(door))
  })
  fetch(`${urlOf(server)}/conversation.start`, post({})).catch(() => {})
  await expect(read).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  server.close()
})
