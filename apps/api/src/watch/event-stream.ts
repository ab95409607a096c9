import { once } from 'node:events'
import type { OutgoingHttpHeaders } from 'node:http'
import type { Response } from 'express'
import { onceClosed } from '../lib/once-closed.ts'
import { fromChunk } from './event-bytes.ts'

export interface EventStream {
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal
  /** Sends the headers, and from then on a ping so often that proxies do not cut off an idle stream. */
  open(headers: OutgoingHttpHeaders, ping: { chunk: Buffer; intervalMs: number }): void
  /**
   * Sends an event, given as a chunk. What is returned resolves once the client has room for more, or is
   * gone.
   */
  write(chunk: Buffer): Promise<void> | undefined
  end(): void
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
  let isChunked = false
  let pings: NodeJS.Timeout | undefined
  const cut = () => res.destroy()
  stopping.addEventListener('abort', cut)
  onceClosed(res, () => {
    stopping.removeEventListener('abort', cut)
    gone.abort()
  })

  const send = (chunk: Buffer) => res.write(isChunked ? chunk : fromChunk(chunk))

  async function untilDrained(): Promise<void> {
    const settled = new AbortController()
    const options = { signal: settled.signal }
    const stalled = setTimeout(cut, stalledMs)
    await Promise.race([once(res, 'drain', options), once(res, 'close', options)]).finally(() => {
      clearTimeout(stalled)
      settled.abort()
    })
  }

  return {
    signal: gone.signal,
    open(headers, ping) {
      // Buffering proxies would hold back every event; nginx reads this header.
      const own = { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' }
      res.writeHead(200, { ...own, ...headers })
      // Sent together with an event, the headers would be kept as the hundred strings they are made of.
      res.flushHeaders()
      // Node would write each chunk in four parts, for each watch anew. HTTP/1.0 has none.
      isChunked = res.chunkedEncoding
      res.chunkedEncoding = false
      pings = setInterval(() => send(ping.chunk), ping.intervalMs)
    },
    write(chunk) {
      return res.destroyed || send(chunk) ? undefined : untilDrained()
    },
    end() {
      clearInterval(pings)
      res.end(isChunked ? '0\r\n\r\n' : undefined)
    },
  }
}
