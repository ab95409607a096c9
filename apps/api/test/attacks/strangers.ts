import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { type Attack, fromConnections } from './hostile-user.ts'

/* Callers without a token. */

const CALLERS = 50
const PIECE = Buffer.alloc(64 * 1024, 'x')

/** Connections that never say anything. */
export function idleConnections(count: number): Attack {
  return (world, signal) =>
    fromConnections(count, world.url, signal, async (socket) => {
      if (!socket.destroyed) await once(socket, 'close')
      // A refused one comes again, but not at once.
      await pause(200)
    })
}

/** A body without an end, sent as fast as it is taken, whatever was answered. */
export function endlessBodies(framing: string): Attack {
  const head =
    'POST /trpc/conversation.start HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n' +
    `${framing}\r\n\r\n`
  const isChunked = framing.startsWith('transfer-encoding')
  const size = Buffer.from(`${PIECE.length.toString(16)}\r\n`)
  const piece = isChunked ? Buffer.concat([size, PIECE, Buffer.from('\r\n')]) : PIECE
  return (world, signal) =>
    fromConnections(CALLERS, world.url, signal, async (socket) => {
      socket.resume()
      socket.write(head)
      while (!socket.destroyed) {
        if (socket.write(piece)) await pause(0)
        else await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => {})
      }
    })
}

/** The same request from each caller, again as soon as it is answered. */
export function flood(path: string, headers = ''): Attack {
  const request = `GET ${path} HTTP/1.1\r\nhost: x\r\n${headers}\r\n`
  return (world, signal) =>
    fromConnections(CALLERS, world.url, signal, async (socket) => {
      socket.on('data', () => socket.write(request))
      socket.write(request)
      if (!socket.destroyed) await once(socket, 'close')
    })
}
