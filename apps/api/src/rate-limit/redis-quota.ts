import { setTimeout as pause } from 'node:timers/promises'
import type { RateLimitConnection } from '@threadkeep/store'
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'

/**
 * Takes quota of a key from Redis; undefined while Redis does not count. Rejects with
 * RateLimiterRes beyond the limit, like rate-limiter-flexible.
 */
export type RedisQuota = (key: string, points: number) => Promise<RateLimiterRes | undefined>

/** How often a Redis that did not count is probed. */
const PROBE_MS = 100

/**
 * A call waits for its quota no longer than the timeout, and only while Redis counts. After one
 * failure no call waits: Redis is probed in the background, with the key that failed, because that
 * key names the cluster node that failed.
 */
export function createRedisQuota(
  { client, timeoutMs }: Pick<RateLimitConnection, 'client' | 'timeoutMs'>,
  window: { points: number; duration: number; keyPrefix: string },
): RedisQuota {
  const redis = new RateLimiterRedis({
    ...window,
    storeClient: client,
    rejectIfRedisNotReady: true,
    // An owner that has used up the minute costs no more round trips.
    inMemoryBlockOnConsumed: window.points,
  })
  let isCounting = true

  function lose(key: string): void {
    if (!isCounting) return
    isCounting = false
    void probe(key)
  }

  async function probe(key: string): Promise<void> {
    while (!isCounting) {
      await pause(PROBE_MS, undefined, { ref: false })
      if (client.status === 'end') return
      // Takes nothing, but fails exactly when counting would.
      isCounting = await redis.penalty(key, 0).then(
        () => true,
        () => false,
      )
    }
  }

  return async (key, points) => {
    if (!isCounting) return undefined
    try {
      return await inTime(redis.consume(key, points), timeoutMs)
    } catch (rejection) {
      if (rejection instanceof RateLimiterRes) throw rejection
      lose(key)
      return undefined
    }
  }
}

function inTime<Result>(counting: Promise<Result>, timeoutMs: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    // If this process was busy for this long, pending replies are read before the immediate fires.
    const giveUp = () => setImmediate(() => reject(new Error('not counted in time')))
    const timer = setTimeout(giveUp, timeoutMs)
    counting.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
