import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

/** How much of a body is still taken after its answer, and for how long. */
export interface LingerBounds {
  bytes: number
  ms: number
}

/** Enough for a client that notices the answer while it sends; an endless body costs no more. */
const LINGER: LingerBounds = { bytes: 8 * 1024 * 1024, ms: 10_000 }

/**
 * Reads on, and drops, what a client still sends when its answer is there already. Left unread, it
 * holds up the next request of the connection; and a connection closed on it is reset, so that the
 * client, or the proxy in front, loses the answer (RFC 9112, section 9.6). Past the bounds
 * the connection is cut off: reading a body without an end takes a whole core.
 */
export function enableLingeringClose(server: Server, bounds: LingerBounds = LINGER): void {
  const unread = new WeakMap<Socket, IncomingMessage>()
  server.on('request', (req, res) => {
    // Before Node's own listener, which closes the connection after the last answer on it.
    res.prependOnceListener('finish', () => {
      if (req.complete) return
      unread.set(req.socket, req)
      cutOffBeyond(bounds, req)
      req.resume()
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

function cutOffBeyond({ bytes, ms }: LingerBounds, req: IncomingMessage): void {
  let left = bytes
  const timer = setTimeout(() => req.socket.destroy(), ms)
  req.on('data', (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) req.socket.destroy()
  })
  req.once('close', () => clearTimeout(timer))
}
