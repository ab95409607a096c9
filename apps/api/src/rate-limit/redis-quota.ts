import { setTimeout as pause } from 'node:timers/promises'
import type { RateLimitConnection } from '@threadkeep/store'
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'

/**
 * Takes points of a key in Redis; undefined while Redis does not count. As the limiter does, it
 * rejects with RateLimiterRes where that goes beyond the limit.
 */
export type RedisQuota = (key: string, points: number) => Promise<RateLimiterRes | undefined>

/** How often it is found out whether a Redis that did not count does so again. */
const PROBE_MS = 100

/**
 * A call waits for its count no longer than the patience, and only while Redis is held to count.
 * Once one call was not counted, no other waits: whether Redis counts again is asked with nobody
 * waiting, for the key that was not counted, because that names the server of a cluster that failed.
 */
export function createRedisQuota(
  { client, timeoutMs }: Pick<RateLimitConnection, 'client' | 'timeoutMs'>,
  window: { points: number; duration: number; keyPrefix: string },
): RedisQuota {
  const redis = new RateLimiterRedis({
    ...window,
    storeClient: client,
    rejectIfRedisNotReady: true,
    // Whoever has used up the minute costs no more round trips in it.
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
      // Nothing is taken, and refused is whatever a count would be.
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
    // Where this process was busy for so long, answers that have come are read before the immediate.
    const giveUp = () => setImmediate(() => reject(new Error('not counted in time')))
    const timer = setTimeout(giveUp, timeoutMs)
    counting.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
