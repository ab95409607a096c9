import type { ServerResponse } from 'node:http'

/**
 * Calls the listener when the response is closed, at once if it is: between two routers Express waits for
 * the next turn of the event loop, in which the client may have gone. What begins for it then would
 * never end.
 */
export function onceClosed(res: ServerResponse, listener: () => void): void {
  if (res.closed) listener()
  else res.once('close', listener)
}
