import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Reads on, and drops, what a client still sends when its answer is there already. Left unread, it
 * holds up the next request of the connection; and a connection closed on it is reset, so that the
 * client, or the proxy in front, loses the answer (RFC 9112, section 9.6). Node's request timeout
 * ends what never ends.
 */
export function readRefusedBodies(server: Server): void {
  const latest = new WeakMap<Socket, IncomingMessage>()
  server.on('request', (req, res) => {
    latest.set(req.socket, req)
    res.once('finish', () => {
      if (!req.complete) req.resume()
    })
  })
  server.on('connection', (socket) => {
    const destroySoon = socket.destroySoon.bind(socket)
    // What Node closes a connection with, once the last answer on it is written.
    socket.destroySoon = () => {
      const request = latest.get(socket)
      if (request === undefined || request.complete) return destroySoon()
      socket.end()
      request.once('close', destroySoon)
    }
  })
}
