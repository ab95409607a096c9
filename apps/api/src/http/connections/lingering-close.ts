import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import { createDrain, type LingerBounds } from './drain-bodies.ts'

/**
 * Enough for a client that notices the response while it sends. The bounds limit what an endless
 * body costs.
 */
const LINGER: LingerBounds = { bytes: 8 * 1024 * 1024, ms: 10_000 }

/**
 * Lingering close, as nginx does: drain the request body after an early response, so that the
 * client receives the 401 or 413 instead of a connection reset (RFC 9112, section 9.6). Without it,
 * unread bytes would also block the next request of the connection. Past the bounds the connection
 * is cut off, because reading an endless body takes a whole core. A body that is declared to be
 * longer than that is not drained at all.
 */
export function enableLingeringClose(server: Server, bounds: LingerBounds = LINGER): void {
  const drain = createDrain(bounds)
  const unread = new WeakMap<Socket, IncomingMessage>()
  server.on('request', (req, res) => {
    // Prepended to Node's own listener, which closes the connection after the last response on it.
    res.prependOnceListener('finish', () => {
      if (req.complete) return
      if (Number(req.headers['content-length']) > bounds.bytes) {
        req.socket.destroySoon()
        return
      }
      unread.set(req.socket, req)
      drain(req)
    })
  })
  server.on('connection', (socket) => {
    const destroySoon = socket.destroySoon.bind(socket)
    socket.destroySoon = () => {
      const request = unread.get(socket)
      if (request === undefined || request.complete) return destroySoon()
      socket.end()
      request.once('close', destroySoon)
    }
  })
}
