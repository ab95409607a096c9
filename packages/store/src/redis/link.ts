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
}

/** Connects in the background, for as long as it takes, and watches what becomes of it. */
export function createLink(client: RedisClient, observe: StoreObserver): Link {
  let outageSince: number | undefined = performance.now()
  const waiting = new Set<() => void>()

  client.on('ready', () => {
    outageSince = undefined
    observe({ type: 'connection', state: 'ready' })
    for (const proceed of waiting) proceed()
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
      if (isReady()) return Promise.resolve(true)
      return new Promise((resolve) => {
        const settle = (ready: boolean) => {
          clearTimeout(timer)
          waiting.delete(proceed)
          resolve(ready)
        }
        const proceed = () => settle(true)
        const timer = setTimeout(() => settle(false), ms)
        waiting.add(proceed)
      })
    },
    outageMs: () => (outageSince === undefined ? 0 : performance.now() - outageSince),
    heard() {
      outageSince = undefined
    },
    unheardSince(time) {
      outageSince ??= time
    },
  }
}
