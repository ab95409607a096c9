import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** Max bytes that may wait for a slow reader for long: memory that other callers need. */
const MAX_WAITING_BYTES = 1024 * 1024
/** Max bytes that may wait for all readers. Beyond it those for whom most waits are cut off. */
const MAX_WAITING_BYTES_OF_ALL = 128 * 1024 * 1024

const CHECK_MS = 1000

export interface SlowReaderLimits {
  /** A client for which MAX_WAITING_BYTES or more wait for this long is cut off. */
  slowReaderMs: number
  maxBytesOfAll?: number
  checkMs?: number
}

export function cutOffSlowReaders(server: Server, limits: SlowReaderLimits): void {
  const { slowReaderMs, maxBytesOfAll = MAX_WAITING_BYTES_OF_ALL, checkMs = CHECK_MS } = limits
  /** Open connections, and since when too many bytes wait for their clients. */
  const slowSince = new Map<Socket, number | undefined>()

  server.on('connection', (socket) => {
    slowSince.set(socket, undefined)
    socket.once('close', () => slowSince.delete(socket))
  })
  const check = setInterval(() => {
    const now = performance.now()
    let bytesOfAll = 0
    for (const [socket, since] of slowSince) {
      bytesOfAll += socket.writableLength
      if (socket.writableLength < MAX_WAITING_BYTES) slowSince.set(socket, undefined)
      else if (since === undefined) slowSince.set(socket, now)
      else if (now - since >= slowReaderMs) socket.destroy()
    }
    if (bytesOfAll > maxBytesOfAll) cutOffMost(bytesOfAll - maxBytesOfAll)
  }, checkMs)
  check.unref()
  server.once('close', () => clearInterval(check))

  function cutOffMost(excess: number): void {
    const most = [...slowSince.keys()].sort((a, b) => b.writableLength - a.writableLength)
    let left = excess
    for (const socket of most) {
      if (left <= 0) return
      left -= socket.writableLength
      socket.destroy()
    }
  }
}
