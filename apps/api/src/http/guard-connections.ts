import type { Server } from 'node:http'
import { Counter, type Registry } from 'prom-client'
import type { Logger } from '../log.ts'

/** A flood of connections must not become a flood of lines. */
const LOG_EVERY_MS = 10_000

export interface ConnectionGuards {
  /** Beyond so many at a time, a connection is closed as soon as it is made. */
  maxConnections: number
  /** A client that takes nothing of its answer for so long, and sends nothing, is cut off. */
  stalledMs: number
  log: Logger
  registry: Registry
}

/** Against clients who hold connections: what they cost is memory, and a descriptor each. */
export function guardConnections(server: Server, guards: ConnectionGuards): void {
  const { maxConnections, stalledMs, log, registry } = guards
  const refusals = new Counter({
    name: 'threadkeep_http_connections_refused_total',
    help: 'Connections closed unheard, because there were MAX_CONNECTIONS of them.',
    registers: [registry],
  })
  let unsaid = 0
  let saidAt = Number.NEGATIVE_INFINITY

  server.maxConnections = maxConnections
  server.setTimeout(stalledMs)
  server.on('drop', () => {
    refusals.inc()
    unsaid += 1
    if (performance.now() - saidAt < LOG_EVERY_MS) return
    log.warn({ refused: unsaid, maxConnections }, 'There are too many connections for new ones')
    saidAt = performance.now()
    unsaid = 0
  })
}
