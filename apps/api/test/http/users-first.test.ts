import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { serveUsersFirst } from '../../src/http/connections/serve-users-first.ts'
import { setLogContext } from '../../src/observability/request-log-context.ts'
import { urlOf } from '../support/api.ts'
import { hold } from '../support/held-connection.ts'

const STRANGERS = 20

const get = (path: string, token?: string) =>
  `GET /${path} HTTP/1.1\r\nhost: x\r\n${token === undefined ? '' : `authorization: ${token}\r\n`}\r\n`

/** Whose token is `good` is a user, and over a limit at /limited. */
async function startLane() {
  const served: string[] = []
  const listener = serveUsersFirst((req, res) => {
    served.push(req.url ?? '')
    const user = req.headers.authorization === 'good' ? 'ada' : undefined
    const trace = { requestId: 'r', procedures: [], user, traceIds: new Set<string>(), errors: [] }
    setLogContext(req, trace)
    res.statusCode = req.url === '/limited' ? 429 : 200
    respond(res)
  }, new WeakSet())
  const respond = (res: ServerResponse) => res.end('ok')
  const server = createServer(listener)
  let accepted = 0
  server.on('connection', () => (accepted += 1))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const sockets = await Promise.all(
    Array.from({ length: STRANGERS + 1 }, () => hold(urlOf(server))),
  )
  await expect.poll(() => accepted).toBe(sockets.length)
  const [own, ...strangers] = sockets
  if (own === undefined) throw new Error('no connection')
  const ask = async (request: string) => {
    own.write(request)
    await once(own, 'data')
  }
  return {
    ask,
    /** What is served before this request, which arrives together with those of strangers, and after them. */
    async before(request: string) {
      served.length = 0
      for (const stranger of strangers) stranger.write(get('strange'))
      await ask(request)
      const at = served.findIndex((path) => path !== '/strange')
      await expect.poll(() => served).toHaveLength(STRANGERS + 1)
      return at
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

test('a user who has been served before does not wait for strangers', async () => {
  await using lane = await startLane()
  await lane.ask(get('first', 'good'))
  expect(await lane.before(get('own', 'good'))).toBeLessThan(STRANGERS / 2)
})

test.each([
  ['a first request', get('own', 'good'), ''],
  ['a request without a token', get('own'), get('first', 'good')],
  ['a request after one with a bad token', get('own', 'good'), get('first', 'bad')],
  ['a request after a 429', get('own', 'good'), get('limited', 'good')],
])('%s waits with the strangers', async (_what, request, earlier) => {
  await using lane = await startLane()
  if (earlier !== '') {
    await lane.ask(get('first', 'good'))
    await lane.ask(earlier)
  }
  expect(await lane.before(request)).toBe(STRANGERS)
})
