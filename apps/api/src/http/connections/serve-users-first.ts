import type { RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import { createOnePerTurn } from '../../lib/one-per-turn.ts'
import { userOf } from '../../observability/request-log-context.ts'

/**
 * Serves one stranger in a turn of the event loop, so that the request of a user waits for one of them
 * and not for all of a flood. Who a request is of shows only after its token was verified. So a stranger
 * is any request without a token, and any on a connection whose last request with one was not a
 * user's, or was of a user who is over a limit. Where there is no flood nobody waits. `ofUsers` is kept
 * here, and is read by readInTurn.
 */
export function serveUsersFirst(
  listener: RequestListener,
  ofUsers: WeakSet<Socket>,
): RequestListener {
  const onePerTurn = createOnePerTurn()

  return (req, res) => {
    const { socket } = req
    const hasToken = req.headers.authorization !== undefined
    if (hasToken) {
      res.once('finish', () => {
        const isOfUser = userOf(req) !== undefined && res.statusCode !== 429
        if (isOfUser) ofUsers.add(socket)
        else ofUsers.delete(socket)
      })
      if (ofUsers.has(socket)) return listener(req, res)
    }
    res.once(
      'close',
      onePerTurn(() => listener(req, res)),
    )
  }
}
