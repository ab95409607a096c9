import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { Counter, type Registry } from 'prom-client'
import { memoizeByObject } from '../../lib/memoize-by-object.ts'
import type { Logger } from '../../observability/log.ts'

/** Max bytes that may wait for a slow reader for long: memory that other callers need. */
export const MAX_WAITING_BYTES = 1024 * 1024
const CHECKS_PER_WAIT = 6

/** Limits log lines during a flood of connections. */
const LOG_EVERY_MS = 10_000

export interface ConnectionLimits {
  /** Max connections at a time. More are closed as soon as they are made. */
  maxConnections: number
  /** A client that neither reads its response nor sends anything for this long is cut off. */
  stalledMs: number
  /** A client for which MAX_WAITING_BYTES or more wait for this long is cut off, reading or not. */
  slowReaderMs: number
  log: Logger
  registry: Registry
}

/** One counter for a registry: the API and the admin port share it. */
const refusedConnectionsOf = memoizeByObject(
  (registry: Registry) =>
    new Counter({
      name: 'threadkeep_http_connections_refused_total',
      help: 'Connections closed at once, because there were MAX_CONNECTIONS of them.',
      registers: [registry],
    }),
)

/** Limits what clients that hold connections open can cost: memory and file descriptors. */
export function limitConnections(server: Server, limits: ConnectionLimits): void {
  const { maxConnections, stalledMs, log, registry } = limits
  const refusedConnections = refusedConnectionsOf(registry)
  let unloggedCount = 0
  let lastLoggedAt = Number.NEGATIVE_INFINITY

  server.maxConnections = maxConnections
  server.setTimeout(stalledMs)
  cutOffSlowReaders(server, limits.slowReaderMs)
  server.on('drop', () => {
    refusedConnections.inc()
    unloggedCount += 1
    if (performance.now() - lastLoggedAt < LOG_EVERY_MS) return
    log.warn(
      { refused: unloggedCount, maxConnections },
      'There are too many connections for new ones',
    )
    lastLoggedAt = performance.now()
    unloggedCount = 0
  })
}

function cutOffSlowReaders(server: Server, slowReaderMs: number): void {
  /** Open connections, and since when too many bytes wait for their clients. */
  const waitingSince = new Map<Socket, number | undefined>()
  server.on('connection', (socket) => {
    waitingSince.set(socket, undefined)
    socket.once('close', () => waitingSince.delete(socket))
  })
  const check = setInterval(() => {
    const now = performance.now()
    for (const [socket, since] of waitingSince) {
      if (socket.writableLength < MAX_WAITING_BYTES) waitingSince.set(socket, undefined)
      else if (since === undefined) waitingSince.set(socket, now)
      else if (now - since >= slowReaderMs) socket.destroy()
    }
  }, slowReaderMs / CHECKS_PER_WAIT)
  check.unref()
  server.once('close', () => clearInterval(check))
}
