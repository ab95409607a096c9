import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { handleClientErrors } from '../../src/http/connections/client-errors.ts'
import {
  cutOffSlowReaders,
  type SlowReaderLimits,
} from '../../src/http/connections/cut-off-slow-readers.ts'
import { limitConnections } from '../../src/http/connections/limit-connections.ts'
import { createLogger } from '../../src/observability/log.ts'
import { createRegistry } from '../../src/observability/metrics/registry.ts'
import { urlOf } from '../support/api.ts'
import { hold } from '../support/held-connection.ts'
import { CHUNK, post, sendForever, startRawServer } from '../support/raw-server.ts'

test.each([
  ['a body after an early response', post('/rejected', 'keep-alive'), CHUNK, ['413']],
  [
    'a body after an early response with connection: close',
    post('/rejected', 'close'),
    CHUNK,
    ['413'],
  ],
  ['a body that is being read', post('/read', 'keep-alive'), CHUNK, ['408']],
  ['a header', 'GET / HTTP/1.1\r\nhost: x\r\nx: ', 'y'.repeat(4000), ['431']],
  ['noise', 'GET / HTTP/1.1\r\nnoise\r\n\r\n', 'noise', ['400']],
])(
  'an endless request (%s) gets one response, then the connection is closed',
  async (_what, ...sent) => {
    await using server = await startRawServer()
    const [head, piece, statuses] = sent
    expect(await sendForever(server, head, piece)).toEqual(statuses)
  },
)

test('a client that does not read its response is cut off', async () => {
  // More than the kernel's buffers hold between the two.
  const server = createServer((_req, res) => res.end(Buffer.alloc(50_000_000)))
  const log = createLogger('silent')
  limitConnections(server, {
    maxConnections: 9,
    stalledMs: 300,
    slowReaderMs: 60_000,
    log,
    registry: createRegistry('1'),
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const closed = new Promise<void>((resolve) => {
    server.on('connection', (socket) => socket.once('close', () => resolve()))
  })
  using client = await hold(urlOf(server))
  client.pause()
  client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  await closed
  server.close()
})

test('a client that reads a large response in drops is cut off, and one that reads it at once is not', async () => {
  const size = 50_000_000
  const serve = async (limits: SlowReaderLimits) => {
    const server = createServer((_req, res) => res.end(Buffer.alloc(size)))
    cutOffSlowReaders(server, limits)
    await once(server.listen(0, '127.0.0.1'), 'listening')
    return server
  }
  // As long as in production, because a busy machine may take seconds for it.
  const usual = await serve({ slowReaderMs: 30_000, checkMs: 5 })
  const whole = await (await fetch(urlOf(usual))).arrayBuffer()
  expect(whole.byteLength).toBe(size)
  usual.closeAllConnections()
  usual.close()

  const server = await serve({ slowReaderMs: 300, checkMs: 20 })
  const closed = new Promise<void>((resolve) => {
    server.once('connection', (socket) => socket.once('close', () => resolve()))
  })
  using client = await hold(urlOf(server))
  client.pause()
  client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  const dripping = setInterval(() => client.read(1000), 20)
  await closed
  clearInterval(dripping)
  server.closeAllConnections()
  server.close()
})

test('when too much waits for all readers together, those for whom most waits are cut off', async () => {
  const server = createServer((req, res) => res.end(Buffer.alloc(Number(req.url?.slice(1)))))
  cutOffSlowReaders(server, { slowReaderMs: 60_000, maxBytesOfAll: 60_000_000, checkMs: 20 })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const ask = async (bytes: number) => {
    const client = await hold(urlOf(server))
    client.pause()
    client.write(`GET /${bytes} HTTP/1.1\r\nhost: x\r\n\r\n`)
    const [connection] = await Promise.all([once(server, 'request'), undefined])
    const [{ socket }] = connection
    return { client, socket }
  }
  const small = await ask(20_000_000)
  const large = await ask(50_000_000)
  if (!large.socket.destroyed) await once(large.socket, 'close')
  // Now there is room for what waits.
  const next = await ask(20_000_000)
  expect([small, large, next].map(({ socket }) => socket.destroyed)).toEqual([false, true, false])
  for (const { client } of [small, large, next]) client.destroy()
  server.closeAllConnections()
  server.close()
})

test('a connection that was opened in advance and not used is closed without a word', async () => {
  const server = createServer({ headersTimeout: 200, connectionsCheckingInterval: 20 })
  handleClientErrors(server, createLogger('silent'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const socket = connect(Number(new URL(urlOf(server)).port), '127.0.0.1')
  const received: Buffer[] = []
  socket.on('data', (bytes) => received.push(bytes))
  await once(socket, 'close')
  expect(Buffer.concat(received).toString()).toBe('')
  server.close()
})
