import { once } from 'node:events'
import type { Server, ServerOptions } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import express from 'express'
import { expect, test } from 'vitest'
import { handleClientErrors } from '../src/http/connections/client-errors.ts'
import { enableLingeringClose, type LingerBounds } from '../src/http/connections/lingering-close.ts'
import { createExpressServer } from '../src/http/express-server.ts'
import { createLogger } from '../src/observability/log.ts'
import { urlOf } from './support/api.ts'

/** As the server's, but for the times: half a minute for a request there. */
const TIMEOUTS = { headersTimeout: 300, requestTimeout: 400, connectionsCheckingInterval: 50 }

/** Refuses unread what is sent to /refused, and reads all the rest to its end. */
async function startServer(
  timeouts: ServerOptions = TIMEOUTS,
  linger?: LingerBounds,
): Promise<Server & AsyncDisposable> {
  const app = express()
  app.post('/refused', (_req, res) => void res.sendStatus(413))
  app.post('/read', (req, res) => void req.resume().once('end', () => res.sendStatus(200)))
  // As a server does that is being stopped.
  app.get('/last', (_req, res) => void res.set('connection', 'close').sendStatus(200))
  const server = createExpressServer(timeouts, app)
  handleClientErrors(server, createLogger('silent'))
  enableLingeringClose(server, linger)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return Object.assign(server, {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  })
}

function connectTo(server: Server) {
  const { hostname, port } = new URL(urlOf(server))
  return connect({ host: hostname, port: Number(port), allowHalfOpen: true })
}

/** Sends on until the server has closed the connection, and tells what it answered by then. */
async function sendForEver(server: Server, head: string, piece: string): Promise<string[]> {
  const socket = connectTo(server)
  let received = ''
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString()
  })
  socket.write(head)
  const sending = setInterval(() => socket.write(piece), 20)
  // Whoever sends into a closed connection is told by an error.
  await new Promise((closed) => socket.once('close', closed).on('error', () => {}))
  clearInterval(sending)
  return received.match(/(?<=HTTP\/1\.1 )\d+/g) ?? []
}

const post = (path: string, connection: string) =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\nconnection: ${connection}\r\n` +
  'transfer-encoding: chunked\r\n\r\n'
const CHUNK = '4\r\nabcd\r\n'

test.each([
  ['a body that was refused', post('/refused', 'keep-alive'), CHUNK, ['413']],
  ['a body that was refused before closing', post('/refused', 'close'), CHUNK, ['413']],
  ['a body that is being read', post('/read', 'keep-alive'), CHUNK, ['408']],
  ['a header', 'GET / HTTP/1.1\r\nhost: x\r\nx: ', 'y'.repeat(4000), ['431']],
  ['noise', 'GET / HTTP/1.1\r\nnoise\r\n\r\n', 'noise', ['400']],
])('%s without an end ends with the connection, after one answer', async (_what, ...sent) => {
  await using server = await startServer()
  const [head, piece, answers] = sent
  expect(await sendForEver(server, head, piece)).toEqual(answers)
})

test('the last answer closes a connection, whatever is still sent behind its request', async () => {
  // With no time limit that would close it too.
  await using server = await startServer({ headersTimeout: 0, requestTimeout: 0 })
  const last = 'GET /last HTTP/1.1\r\nhost: x\r\n\r\n'
  expect(await sendForEver(server, last + post('/read', 'keep-alive'), CHUNK)).toEqual(['200'])
})

const NO_TIMEOUTS = { headersTimeout: 0, requestTimeout: 0 }

test('a refused body is read for a bounded time', async () => {
  await using server = await startServer(NO_TIMEOUTS, { bytes: 1_000_000_000, ms: 200 })
  expect(await sendForEver(server, post('/refused', 'keep-alive'), CHUNK)).toEqual(['413'])
})

test('of a refused body no more than a bound is read, however fast it comes', async () => {
  const bytes = 2_000_000
  await using server = await startServer(NO_TIMEOUTS, { bytes, ms: 60_000 })
  const read = new Promise<number>((resolve) => {
    server.once('connection', (socket) => socket.once('close', () => resolve(socket.bytesRead)))
  })
  const piece = `10000\r\n${'x'.repeat(0x10000)}\r\n`
  expect(await sendForEver(server, post('/refused', 'keep-alive'), piece.repeat(8))).toEqual([
    '413',
  ])
  expect(await read).toBeGreaterThan(bytes)
  expect(await read).toBeLessThan(bytes + 1_000_000)
})

test('who looks for the answer once all is sent finds it, also to what cannot be read', async () => {
  await using server = await startServer()
  const socket = connectTo(server).setNoDelay().pause()
  const send = promisify<string, void>((bytes, sent) => void socket.write(bytes, sent))
  await send('GET / HTTP/1.1\r\nnoise\r\n\r\n')
  for (let n = 0; n < 10; n++) {
    await send('noise')
    await delay(10)
  }
  const [answer] = await once(socket.resume(), 'data')
  expect(String(answer)).toMatch(/^HTTP\/1.1 400 /)
  socket.destroy()
})
