import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { containErrors } from '../../src/http/connections/contain-errors.ts'
import { serveUsersFirst } from '../../src/http/connections/serve-users-first.ts'
import { onceClosed } from '../../src/lib/once-closed.ts'
import { createLogger } from '../../src/observability/log.ts'
import { type Api, startApi, urlOf } from '../support/api.ts'
import { hold } from '../support/held-connection.ts'
import { readMetrics } from '../support/metrics.ts'
import { newOwner } from '../support/owners.ts'
import { signToken } from '../support/tokens.ts'

/** More than enough, where one in three leaves something behind. */
const CLIENTS = 200

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

/** Sends the head of a request, and goes before there is a response. */
async function goAtOnce(head: string): Promise<void> {
  const client = await hold(api.url)
  await new Promise((sent) => client.write(`${head}\r\n\r\n`, sent))
  client.resetAndDestroy()
}

/** Resolves when the server has begun with every one of them. */
async function allGoAtOnce(head: string): Promise<void> {
  await Promise.all(Array.from({ length: CLIENTS }, () => goAtOnce(head)))
  // One of many strangers, who are served in their order.
  await api.request('/openapi.json')
}

const headOf = (request: string, token: string) =>
  `${request} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}`

test.each([
  ['POST /api/chat/start', 'content-length: 262144'],
  ['PATCH /api/chat/conversation/x', 'content-length: 300000'],
  ['POST /api/chat/send', 'transfer-encoding: chunked'],
  ['POST /trpc/conversation.start', 'content-length: 262144'],
])('bodies of clients that have gone do not count for ever: %s, %s', async (request, framing) => {
  const owner = newOwner()
  const token = await signToken(owner)
  await allGoAtOnce(`${headOf(request, token)}\r\ncontent-type: application/json\r\n${framing}`)
  const user = await api.as(owner)
  expect(await user.conversation.start.mutate({})).toHaveProperty('id')
})

test.each(['/api/chat/events', '/trpc/conversation.watchList'])(
  'watches of clients that have gone end: %s',
  async (path) => {
    const token = await signToken(newOwner())
    const watch = (lastEventId = '') =>
      fetch(api.url + path, {
        headers: { authorization: `Bearer ${token}`, 'last-event-id': lastEventId },
      })
    // Behind this id nothing comes, so only the end of the connection can end the watch.
    const first = await watch()
    const reader = first.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes('id: ')) text += (await reader?.read())?.value ?? ''
    const [, id] = /id: (.*)/.exec(text) ?? []
    await reader?.cancel()

    await allGoAtOnce(`${headOf(`GET ${path}`, token)}\r\nlast-event-id: ${id}`)
    await expect.poll(async () => (await readMetrics(api)).get('threadkeep_watches_open')).toBe(0)
    const next = await watch(id)
    expect(next.status).toBe(200)
    await next.body?.cancel()
  },
)

test('who begins to listen when the response is closed is told at once', async () => {
  let calls = 0
  const server = createServer(async (_req, res) => {
    onceClosed(res, () => (calls += 1))
    res.end()
    await once(res, 'close')
    onceClosed(res, () => (calls += 1))
    calls *= 10
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  await fetch(urlOf(server))
  await expect.poll(() => calls).toBe(20)
  server.closeAllConnections()
  server.close()
})

test('a request that nothing else catches an error of ends its own connection alone', async () => {
  const lines: string[] = []
  const log = createLogger('info', { write: (line) => lines.push(line) })
  const listener = containErrors((req, res) => {
    if (req.url === '/bad') throw new Error('of no handler')
    // Past the log: nothing is known of who asks.
    res.end('served')
  }, log)
  const server = createServer(serveUsersFirst(listener, new WeakSet()))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const headers = { authorization: 'Bearer x' }
  const get = (path: string) => fetch(urlOf(server) + path, { headers })
  await expect(get('/bad')).rejects.toThrow('fetch failed')
  expect(await (await get('/')).text()).toBe('served')
  expect(lines.join()).toContain('of no handler')
  server.closeAllConnections()
  server.close()
})
