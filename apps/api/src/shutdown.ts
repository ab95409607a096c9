import { once } from 'node:events'
import type { Server } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { ConversationStore } from '@threadkeep/store'
import type { Runs } from './runs/runs.ts'

/** How often idle connections are closed. */
const IDLE_CHECK_MS = 50
/** Time for runs that are about to end. */
const RUN_GRACE_MS = 1500

export interface ShutdownParts {
  server: Server
  store: ConversationStore
  /** Aborted first: from then on the server reports that it is not ready. */
  stopping: AbortController
  /** Aborted once quick runs have had time to end; the others are then given back. */
  handOver: AbortController
  runs: Pick<Runs, 'idle'>
}

export interface ShutdownTimes {
  /** How long to go on accepting, until load balancers have noticed. */
  delayMs: number
  /** How long requests in flight may take after that. */
  deadlineMs: number
}

/**
 * Reports not ready, stops accepting, finishes requests in flight, and closes the store. After the
 * deadline it cuts off the remaining connections, and resolves to their number.
 */
export async function shutDown(
  { server, store, stopping, handOver, runs }: ShutdownParts,
  { delayMs, deadlineMs }: ShutdownTimes,
): Promise<number> {
  stopping.abort()
  // A keep-alive connection could otherwise send requests forever.
  server.prependListener('request', (_req, res) => res.setHeader('connection', 'close'))
  if (delayMs > 0) await pause(delayMs)
  const graceful = setTimeout(() => handOver.abort(), RUN_GRACE_MS)
  let cutOff = 0
  const closed = once(server, 'close')
  server.close()
  const idleCheck = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS)
  const deadline = setTimeout(() => {
    server.getConnections((_error, count) => {
      cutOff = count
      server.closeAllConnections()
    })
  }, deadlineMs)
  await closed
  clearInterval(idleCheck)
  clearTimeout(deadline)
  handOver.abort()
  await Promise.race([runs.idle(), pause(deadlineMs, undefined, { ref: false })])
  clearTimeout(graceful)
  await store.close()
  return cutOff
}
