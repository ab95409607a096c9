import type { StoreObserver } from '../observer.ts'
import { describeError } from './classify.ts'
import type { RedisClient } from './connect.ts'

/** What is known of the way to Redis at this moment. */
export interface Link {
  isReady(): boolean
  /** True once the client is ready, false if it is not by then. */
  waitUntilReady(ms: number): Promise<boolean>
  /** For how long nothing has worked, in milliseconds; 0 when the last thing that was tried did. */
  outageMs(): number
  /** Redis answered. */
  heard(): void
  /** Redis has not answered what was asked at this time of performance.now(). */
  unheardSince(time: number): void
  /** Disconnects for good. Whoever waits is told at once. */
  close(): void
}

/** Connects in the background, for as long as it takes, and watches what becomes of it. */
export function createLink(client: RedisClient, observe: StoreObserver): Link {
  let outageSince: number | undefined = performance.now()
  let closed = false
  const waiting = new Set<(ready: boolean) => void>()

  client.on('ready', () => {
    outageSince = undefined
    observe({ type: 'connection', state: 'ready' })
    for (const settle of waiting) settle(true)
  })
  client.on('close', () => {
    outageSince ??= performance.now()
    observe({ type: 'connection', state: 'lost' })
  })
  // Without a listener the client prints its errors, and with them the commands that failed.
  client.on('error', (error) => observe({ type: 'connection-error', error: describeError(error) }))
  client.connect().catch(() => {
    // It keeps trying by itself; this and every later failure reaches the listener above.
  })

  const isReady = () => client.status === 'ready'
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
    outageMs: () => (outageSince === undefined ? 0 : performance.now() - outageSince),
    heard() {
      outageSince = undefined
    },
    unheardSince(time) {
      outageSince ??= time
    },
    close() {
      closed = true
      client.disconnect()
      for (const settle of waiting) settle(false)
    },
  }
}
