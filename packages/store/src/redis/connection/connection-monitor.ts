import { Cluster } from 'ioredis'
import type { StoreObserver } from '../../store-events.ts'
import { describeError, errorLabel } from './classify-error.ts'
import type { RedisClient } from './create-client.ts'

/** An idle connection is closed by managed Redis after ten minutes; TCP keep-alive does not help. */
const KEEP_ALIVE_MS = 60_000
/** Replacing a connection more often than this would only keep it from ever being ready. */
const REPLACE_MS = 500

/** One client's way to Redis: what is known of it at this moment. */
export interface ConnectionMonitor {
  isReady(): boolean
  /** True once the client is ready, false if it is not by then. */
  waitUntilReady(ms: number): Promise<boolean>
  /** Since when there is no connection, by performance.now(). */
  downSince(): number | undefined
  /** Something is asked, at this time of performance.now(). */
  onRequest(at: number): void
  /** There was a reply, if only a refusal. */
  onReply(): void
  /** A call got what it asked for. */
  onSuccess(): void
  /** When that was last, by performance.now(). */
  lastSuccessAt(): number | undefined
  /** Leaves a server that still answers but is no master any more. */
  reconnect(): void
  /** Disconnects for good. Whoever waits is told at once. */
  close(): void
}

/** Connects in the background, for as long as it takes, and watches what becomes of it. */
export function createConnectionMonitor(
  client: RedisClient,
  observe: StoreObserver,
): ConnectionMonitor {
  let downSince: number | undefined = performance.now()
  let unansweredSince: number | undefined
  let lastSuccessAt: number | undefined
  let replacedAt = 0
  let closed = false
  const waiting = new Set<(ready: boolean) => void>()
  const isReady = () => client.status === 'ready'

  client.on('ready', () => {
    downSince = unansweredSince = undefined
    observe({ type: 'connection', state: 'ready' })
    for (const settle of waiting) settle(true)
  })
  client.on('close', () => {
    // A server that hangs was down before its connection was given up.
    downSince ??= unansweredSince ?? performance.now()
    if (!closed) observe({ type: 'connection', state: 'lost' })
  })
  // Without a listener the client prints its errors, and with them the commands that failed.
  const tell = (error: Error) => {
    observe({ type: 'connection-error', error: describeError(error), code: errorLabel(error) })
  }
  client.on('error', tell)
  client.on('node error', tell)
  client.connect().catch(() => {
    // It keeps trying by itself; this and every later failure reaches the listeners above.
  })

  const keepAlive = setInterval(() => {
    for (const node of nodesOf(client)) node.ping().catch(() => undefined)
  }, KEEP_ALIVE_MS).unref()

  return {
    isReady,
    waitUntilReady(ms) {
      if (isReady() || closed) return Promise.resolve(isReady())
      return new Promise((resolve) => {
        const settle = (ready: boolean) => {
          clearTimeout(timer)
          waiting.delete(settle)
          resolve(ready)
        }
        const timer = setTimeout(() => settle(false), ms)
        waiting.add(settle)
      })
    },
    downSince: () => downSince,
    onRequest(at) {
      unansweredSince ??= at
    },
    onReply() {
      unansweredSince = undefined
    },
    onSuccess() {
      unansweredSince = undefined
      lastSuccessAt = performance.now()
    },
    lastSuccessAt: () => lastSuccessAt,
    reconnect() {
      // A cluster's client moves to the new master by itself.
      if (client instanceof Cluster || performance.now() - replacedAt < REPLACE_MS) return
      replacedAt = performance.now()
      client.disconnect(true)
    },
    close() {
      closed = true
      clearInterval(keepAlive)
      client.disconnect()
      for (const settle of waiting) settle(false)
    },
  }
}

/** Every server that the client holds a connection to. */
export function nodesOf(client: RedisClient) {
  return client instanceof Cluster ? client.nodes('master') : [client]
}
