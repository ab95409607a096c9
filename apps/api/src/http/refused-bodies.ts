import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Reads on, and drops, what a client still sends when its answer is there already. Left unread, it
 * holds up the next request of the connection; and a connection closed on it is reset, so that the
 * client, or the proxy in front, loses the answer (RFC 9112, section 9.6). What never ends is ended
 * by the server's request timeout, in unreadable-requests.ts.
 */
export function readRefusedBodies(server: Server): void {
  const unread = new WeakMap<Socket, IncomingMessage>()
  server.on('request', (req, res) => {
    // Before Node's own listener, which closes the connection after the last answer on it.
    res.prependOnceListener('finish', () => {
      if (req.complete) return
      unread.set(req.socket, req)
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
