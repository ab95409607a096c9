import { once } from 'node:events'
import type { Server } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { ConversationStore } from '@threadkeep/store'
import type { Runs } from './runs/runs.ts'

/** How often connections that have become idle are looked for. */
const IDLE_CHECK_MS = 50
/** For runs that are about to end anyway. */
const RUN_GRACE_MS = 1500

export interface ShutdownParts {
  server: Server
  store: ConversationStore
  /** Aborted first: from then on the server says that it is not ready. */
  stopping: AbortController
  /** Aborted once quick runs have had time to end: from then on the others are given back. */
  handOver: AbortController
  runs: Pick<Runs, 'idle'>
}

export interface ShutdownTimes {
  /** How long to go on accepting: until load balancers have taken notice. */
  delayMs: number
  /** How long what is in flight then has to finish. */
  deadlineMs: number
}

/**
 * Says that the server is not ready, stops accepting, answers what is in flight, closes the store.
 * Past the deadline it cuts off what is left, and resolves to how many connections those were.
 */
export async function shutDown(
  { server, store, stopping, handOver, runs }: ShutdownParts,
  { delayMs, deadlineMs }: ShutdownTimes,
): Promise<number> {
  stopping.abort()
  // A connection kept alive would otherwise be good for ever more requests.
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
