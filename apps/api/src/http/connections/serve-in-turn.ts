import type { RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * How many requests of a connection may wait for the response before theirs. Browsers and load
 * balancers send none ahead.
 */
export const MAX_WAITING_REQUESTS = 16

interface Waiting {
  res: ServerResponse
  serve(): void
}

/**
 * Serves the pipelined requests of a connection one after the other. Node parses all that arrived
 * and serves them at once, while their responses leave in turn: a few kilobytes would put
 * hundreds of responses into memory. A client that sends more ahead than may wait is cut off; by
 * RFC 9112, section 9.3.2, it may have to repeat the requests that got no response. So may one whose
 * connection ends with the response before them.
 */
export function serveInTurn(
  listener: RequestListener,
  maxWaiting = MAX_WAITING_REQUESTS,
): RequestListener {
  const queues = new WeakMap<Socket, Waiting[]>()

  return (req, res) => {
    const { socket } = req
    const serve = () => {
      res.once('close', () => {
        const next = queues.get(socket)?.shift()
        if (next === undefined) queues.delete(socket)
        // Without a socket it never would be sent, nor closed: what is freed then would be held for ever.
        else if (next.res.socket !== null) next.serve()
      })
      listener(req, res)
    }
    const queue = queues.get(socket)
    if (queue === undefined) {
      queues.set(socket, [])
      serve()
    } else if (queue.length < maxWaiting) queue.push({ res, serve })
    else socket.destroy()
  }
}
