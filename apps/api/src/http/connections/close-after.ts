import type { ServerResponse } from 'node:http'

/** Closes the connection behind this response: a client that sends more needs a new one. */
export function closeAfter(res: ServerResponse): void {
  if (!res.headersSent) res.setHeader('connection', 'close')
  // A stream of events has sent its head, which promises to stay.
  else res.once('finish', () => res.req.socket.destroySoon())
}
