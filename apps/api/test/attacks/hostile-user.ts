import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { MAX_WAITING_REQUESTS } from '../../src/http/connections/serve-in-turn.ts'
import type { User } from './world.ts'

/** What an attacker does to the server at this URL until the signal; ends its connections. */
export type Perform = (url: string, signal: AbortSignal) => Promise<void>

/** A new connection for the attack. Undefined if the server rejects it. */
async function open(url: string): Promise<Socket | undefined> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  await Promise.race([once(socket, 'connect').catch(() => {}), closed(socket)])
  return socket.destroyed ? undefined : socket
}

/** From so many connections at once, again wherever one ends. */
export async function fromConnections(
  count: number,
  url: string,
  signal: AbortSignal,
  use: (socket: Socket) => Promise<unknown>,
): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async () => {
      while (!signal.aborted) {
        const socket = await open(url)
        if (socket === undefined) {
          await pause(50)
          continue
        }
        const end = () => socket.destroy()
        signal.addEventListener('abort', end)
        if (signal.aborted) end()
        await use(socket)
        signal.removeEventListener('abort', end)
        socket.destroy()
      }
    }),
  )
}

const MAX_PAGE = 100

/** A call, `calls` times in one batch. */
function requestOf(token: string, procedure: string, one: object, calls: number): string {
  const input = calls === 1 ? one : { ...Array(calls).fill(one) }
  const path = Array(calls).fill(procedure).join()
  const query = `${calls === 1 ? '' : 'batch=1&'}input=${encodeURIComponent(JSON.stringify(input))}`
  return `GET /trpc/${path}?${query} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n\r\n`
}

/** Not `once`, which would reject for the reset that ends many of these connections. */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve()
    else socket.once('close', () => resolve())
  })
}

type Attacker = Pick<User, 'token' | 'conversationId'>

interface PagesAttack {
  /** Of the largest page there is, in one request. */
  calls: number
  /** Before each request for pages, so many for ten short lists. */
  shortLists?: number | undefined
  connections: number
  /** How the hostile user treats the responses. */
  reading: 'at once' | 'never' | 'in drips'
}

/** One user with a conversation of large messages asks for pages of it without end. */
export function hostilePages(
  { token, conversationId }: Attacker,
  { calls, shortLists = 0, connections, reading }: PagesAttack,
): Perform {
  const pages = requestOf(
    token,
    'conversation.messages',
    { conversationId, limit: MAX_PAGE },
    calls,
  )
  const lists = requestOf(token, 'conversation.list', {}, 10)
  return (url, signal) =>
    fromConnections(connections, url, signal, async (socket) => {
      const ended = closed(socket)
      let sent = 0
      const next = () => (sent++ % (shortLists + 1) < shortLists ? lists : pages)
      if (reading === 'at once') {
        // The next one as soon as anything of the last response is there.
        socket.on('data', () => {
          if (socket.writableLength === 0) socket.write(next())
        })
        socket.write(next())
        await ended
        return
      }
      socket.pause()
      // As many as may wait on a connection.
      for (let n = 0; n <= MAX_WAITING_REQUESTS; n++) socket.write(next())
      const drip = reading === 'in drips' ? setInterval(() => socket.read(1000), 50) : undefined
      await ended
      clearInterval(drip)
    })
}
