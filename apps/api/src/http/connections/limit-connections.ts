import type { Server } from 'node:http'
import { Counter, type Registry } from 'prom-client'
import { memoizeByObject } from '../../lib/memoize-by-object.ts'
import type { Logger } from '../../observability/log.ts'
import { cutOffSlowReaders } from './cut-off-slow-readers.ts'
import { trackIdleConnections } from './idle-connections.ts'

/** Limits log lines during a flood of connections. */
const LOG_EVERY_MS = 10_000

export interface ConnectionLimits {
  /** Max connections at a time. For a new one beyond it an idle one is closed, or else the new one. */
  maxConnections: number
  /** A client that neither reads its response nor sends anything for this long is cut off. */
  stalledMs: number
  /** A client for which MAX_WAITING_BYTES or more wait for this long is cut off, reading or not. */
  slowReaderMs: number
  log: Logger
  registry: Registry
}

/** Counters for a registry: the API and the admin port share them. */
const countersOf = memoizeByObject((registry: Registry) => ({
  refused: new Counter({
    name: 'threadkeep_http_connections_refused_total',
    help: 'Connections closed at once, because all of MAX_CONNECTIONS were in use.',
    registers: [registry],
  }),
  evicted: new Counter({
    name: 'threadkeep_http_connections_evicted_total',
    help: 'Idle connections closed for new ones, because there were MAX_CONNECTIONS of them.',
    registers: [registry],
  }),
}))

/** Limits what clients that hold connections open can cost: memory and file descriptors. */
export function limitConnections(server: Server, limits: ConnectionLimits): void {
  const { maxConnections, stalledMs, log, registry } = limits
  const counters = countersOf(registry)
  const unlogged = { refused: 0, evicted: 0 }
  let lastLoggedAt = Number.NEGATIVE_INFINITY

  server.setTimeout(stalledMs)
  cutOffSlowReaders(server, { slowReaderMs: limits.slowReaderMs })
  // Not Node's `maxConnections`, which closes the new one although most others may be idle. Before
  // the new one is tracked itself.
  server.on('connection', (socket) => {
    if (connections.count() < maxConnections) return
    const idle = connections.takeLongestIdle()
    note(idle === undefined ? 'refused' : 'evicted')
    const closed = idle ?? socket
    closed.destroy()
  })
  const connections = trackIdleConnections(server)

  function note(ending: 'refused' | 'evicted'): void {
    counters[ending].inc()
    unlogged[ending] += 1
    if (performance.now() - lastLoggedAt < LOG_EVERY_MS) return
    log.warn({ ...unlogged, maxConnections }, 'There are too many connections for new ones')
    lastLoggedAt = performance.now()
    unlogged.refused = 0
    unlogged.evicted = 0
  }
}
