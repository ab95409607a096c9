import type { Server } from 'node:http'
import type { Socket } from 'node:net'

export interface IdleConnections {
  /** All open connections, idle or not. */
  count(): number
  /** Removes one of those that never had a request, else one of all idle ones: the longest idle. */
  takeLongestIdle(): Socket | undefined
}

/** Tracks which connections of a server have no request in progress. */
export function trackIdleConnections(server: Server): IdleConnections {
  const open = new Set<Socket>()
  // In the order in which they became idle.
  const unused = new Set<Socket>()
  const idle = new Set<Socket>()
  const pending = new WeakMap<Socket, number>()

  function forget(socket: Socket): void {
    open.delete(socket)
    unused.delete(socket)
    idle.delete(socket)
  }

  server.on('connection', (socket) => {
    if (socket.destroyed) return
    open.add(socket)
    unused.add(socket)
    socket.once('close', () => forget(socket))
  })
  server.on('request', ({ socket }, res) => {
    unused.delete(socket)
    idle.delete(socket)
    pending.set(socket, (pending.get(socket) ?? 0) + 1)
    res.once('close', () => {
      const left = (pending.get(socket) ?? 1) - 1
      pending.set(socket, left)
      if (left === 0 && open.has(socket)) idle.add(socket)
    })
  })

  return {
    count: () => open.size,
    takeLongestIdle() {
      const [longest] = unused.size > 0 ? unused : idle
      if (longest !== undefined) forget(longest)
      return longest
    },
  }
}
