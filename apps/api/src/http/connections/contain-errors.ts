import type { RequestListener } from 'node:http'
import type { Logger } from '../../observability/log.ts'

/**
 * Express catches what handlers throw, and not what it throws itself. That would end the process, and with
 * it the requests of all others: only this connection is closed.
 */
export function containErrors(listener: RequestListener, log: Logger): RequestListener {
  return (req, res) => {
    try {
      listener(req, res)
    } catch (error) {
      log.error({ err: error }, 'a request could not be served')
      req.socket.destroy()
    }
  }
}
