import { once } from 'node:events'
import type { Response } from 'express'

export interface EventStream {
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal
  /** Resolves once the client has room for more, or is gone. */
  write(chunk: string | Uint8Array): Promise<void>
}

/**
 * A response stream with backpressure. When the server stops, the connection is cut, because a
 * proper end would tell the client not to reconnect.
 */
export function openEventStream(res: Response, stopping: AbortSignal): EventStream {
  const gone = new AbortController()
  const cut = () => res.destroy()
  stopping.addEventListener('abort', cut)
  res.once('close', () => {
    stopping.removeEventListener('abort', cut)
    gone.abort()
  })
  return {
    signal: gone.signal,
    async write(chunk) {
      if (res.destroyed || res.write(chunk)) return
      const settled = new AbortController()
      const options = { signal: settled.signal }
      await Promise.race([once(res, 'drain', options), once(res, 'close', options)]).finally(() =>
        settled.abort(),
      )
    },
  }
}
