import { once } from 'node:events'
import type { Server, ServerOptions } from 'node:http'
import { connect } from 'node:net'
import express from 'express'
import { handleClientErrors } from '../../src/http/connections/client-errors.ts'
import type { LingerBounds } from '../../src/http/connections/drain-bodies.ts'
import { enableLingeringClose } from '../../src/http/connections/lingering-close.ts'
import { createExpressServer } from '../../src/http/express-server.ts'
import { createLogger } from '../../src/observability/log.ts'
import { urlOf } from './api.ts'

/** Like the API's, but shorter: there a request may take half a minute. */
export const SHORT_TIMEOUTS = {
  headersTimeout: 300,
  requestTimeout: 400,
  connectionsCheckingInterval: 50,
}

/** Responds early to `/rejected`, and reads other bodies to their end. */
export async function startRawServer(
  timeouts: ServerOptions = SHORT_TIMEOUTS,
  linger?: LingerBounds,
): Promise<Server & AsyncDisposable> {
  const app = express()
  app.post('/rejected', (_req, res) => void res.sendStatus(413))
  app.post('/read', (req, res) => void req.resume().once('end', () => res.sendStatus(200)))
  // Like a server that is stopping.
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

export function connectTo(server: Server) {
  const { hostname, port } = new URL(urlOf(server))
  return connect({ host: hostname, port: Number(port), allowHalfOpen: true })
}

/** Sends until the server closes the connection. Returns the statuses that it responded with. */
export async function sendForever(server: Server, head: string, piece: string): Promise<string[]> {
  const socket = connectTo(server)
  let received = ''
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString()
  })
  socket.write(head)
  const sending = setInterval(() => socket.write(piece), 20)
  // Sending into a closed connection is an error.
  await new Promise((closed) => socket.once('close', closed).on('error', () => {}))
  clearInterval(sending)
  return received.match(/(?<=HTTP\/1\.1 )\d+/g) ?? []
}

export const post = (path: string, connection: string) =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\nconnection: ${connection}\r\n` +
  'transfer-encoding: chunked\r\n\r\n'
export const CHUNK = '4\r\nabcd\r\n'

export const NO_TIMEOUTS = { headersTimeout: 0, requestTimeout: 0 }
