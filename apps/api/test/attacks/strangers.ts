import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { MAX_WAITING_REQUESTS } from '../../src/http/connections/serve-in-turn.ts'
import { closed, fromConnections, type Perform } from './hostile-user.ts'

/* Callers without a token. */

const CALLERS = 50
const PIECE = Buffer.alloc(64 * 1024, 'x')

/** A piece of a body, in as many chunks as make up its length. */
function inChunks(bytes: number): Buffer {
  const chunk = `${bytes.toString(16)}\r\n${'x'.repeat(bytes)}\r\n`
  return Buffer.from(chunk.repeat(Math.ceil(PIECE.length / chunk.length)))
}

/** Connections that never say anything. */
export function idleConnections(count: number): Perform {
  return (url, signal) =>
    fromConnections(count, url, signal, async (socket) => {
      await closed(socket)
      // A rejected one comes again, but not at once.
      await pause(200)
    })
}

interface EndlessBody {
  /** The header that tells where the body ends. */
  framing: string
  /** Undefined if it is not sent in chunks. */
  chunkBytes?: number | undefined
}

/** A body without an end, sent as fast as it is taken, whatever the response. */
export function endlessBodies({ framing, chunkBytes }: EndlessBody): Perform {
  const head =
    'POST /trpc/conversation.start HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n' +
    `${framing}\r\n\r\n`
  const piece = chunkBytes === undefined ? PIECE : inChunks(chunkBytes)
  return (url, signal) =>
    fromConnections(CALLERS, url, signal, async (socket) => {
      socket.resume()
      socket.write(head)
      while (!socket.destroyed) {
        if (socket.write(piece)) await pause(0)
        else await Promise.race([once(socket, 'drain').catch(() => {}), closed(socket)])
      }
    })
}

/** The same request from each caller, again as soon as its response is there. */
export function flood(path: string, headers = ''): Perform {
  const request = `GET ${path} HTTP/1.1\r\nhost: x\r\n${headers}\r\n`
  return (url, signal) =>
    fromConnections(CALLERS, url, signal, async (socket) => {
      socket.on('data', () => socket.write(request))
      socket.write(request)
      await closed(socket)
    })
}

/** As many of the shortest requests as the server reads at once, again as soon as it closes the connection. */
export const pipelining: Perform = (url, signal) => {
  const request = 'GET / HTTP/1.1\r\n\r\n'
  const requests = request.repeat(PIECE.length / request.length)
  return fromConnections(CALLERS, url, signal, async (socket) => {
    socket.resume()
    socket.write(requests)
    await closed(socket)
  })
}

/** As many requests as may wait on a connection, of whose responses nothing is read. */
export function unreadResponses(path: string, count: number): Perform {
  const request = `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`
  return (url, signal) =>
    fromConnections(count, url, signal, async (socket) => {
      socket.pause()
      socket.write(request.repeat(1 + MAX_WAITING_REQUESTS))
      await closed(socket)
      await pause(200)
    })
}
