import { once } from 'node:events'
import type { Response } from 'express'
import { onceClosed } from '../lib/once-closed.ts'

export interface EventStream {
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal
  /** Resolves once the client has room for more, or is gone. */
  write(chunk: string | Uint8Array): Promise<void>
}

/**
 * With backpressure little waits for a client that does not read, but its pings would keep the
 * connection open for ever.
 */
const STALLED_MS = 30_000

/**
 * A response stream with backpressure. A client that takes what waits for it in longer than
 * `stalledMs` is cut off. When the server stops, the connection is cut, because a
 * proper end would tell the client not to reconnect.
 */
export function openEventStream(
  res: Response,
  stopping: AbortSignal,
  stalledMs = STALLED_MS,
): EventStream {
  const gone = new AbortController()
  const cut = () => res.destroy()
  stopping.addEventListener('abort', cut)
  onceClosed(res, () => {
    stopping.removeEventListener('abort', cut)
    gone.abort()
  })
  return {
    signal: gone.signal,
    async write(chunk) {
      if (res.destroyed || res.write(chunk)) return
      const settled = new AbortController()
      const options = { signal: settled.signal }
      const stalled = setTimeout(cut, stalledMs)
      await Promise.race([once(res, 'drain', options), once(res, 'close', options)]).finally(() => {
        clearTimeout(stalled)
        settled.abort()
      })
    },
  }
}
