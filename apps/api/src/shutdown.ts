import { once } from 'node:events'
import type { Server } from 'node:http'
import type { ConversationStore } from '@threadkeep/store'

/** How often connections that have become idle are looked for. */
const IDLE_CHECK_MS = 50

/**
 * Stops accepting, answers what is in flight, then closes the store. Past the deadline it cuts
 * what is left.
 */
export async function shutDown(
  server: Server,
  store: ConversationStore,
  deadlineMs: number,
): Promise<void> {
  // A connection kept alive would otherwise be good for ever more requests.
  server.prependListener('request', (_req, res) => res.setHeader('connection', 'close'))
  const closed = once(server, 'close')
  server.close()
  const idleCheck = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS)
  const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs)
  await closed
  clearInterval(idleCheck)
  clearTimeout(deadline)
  await store.close()
}
