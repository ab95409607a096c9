import type { RateLimitConnection } from '@threadkeep/store'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { createRedisQuota } from './redis-quota.ts'

/** A lease: the number of calls that an owner may make until this time of performance.now(). */
export interface QuotaLease {
  left: number
  /** When this many are left the next lease is taken, with no call waiting; 0 for never. */
  readonly refillAt: number
  readonly until: number
}

/**
 * Takes the next lease of an owner. It is empty once the minute's quota is used up, with the time
 * of the next minute.
 */
export type QuotaSource = (key: string) => Promise<QuotaLease>

const MINUTE_SECONDS = 60
const REFILL_SHARE = 0.25

/** Leases quota in batches of one second's worth. */
export function createQuotaSource(
  callsPerMinute: number,
  counts?: RateLimitConnection,
): QuotaSource {
  const leaseSize = Math.max(Math.floor(callsPerMinute / MINUTE_SECONDS), 1)
  const refillAt = Math.floor(leaseSize * REFILL_SHARE)
  const window = { points: callsPerMinute, duration: MINUTE_SECONDS, keyPrefix: '' }
  const memory = new RateLimiterMemory(window)
  const consumeInRedis = counts && createRedisQuota(counts, window)

  async function consume(key: string): Promise<RateLimiterRes> {
    const counted = await consumeInRedis?.(key, leaseSize)
    // During an outage the store responds with 503s, which are limited by this process's own count.
    return counted ?? memory.consume(key, leaseSize)
  }

  return async (key) => {
    try {
      return { left: leaseSize, refillAt, until: endOf(await consume(key)) }
    } catch (rejection) {
      if (!(rejection instanceof RateLimiterRes)) throw rejection
      return { left: restOf(rejection), refillAt: 0, until: endOf(rejection) }
    }
  }

  /** Of a lease that goes beyond the limit, the part that does not. */
  function restOf({ consumedPoints }: RateLimiterRes): number {
    // Zero when the limiter knows without counting that nothing is left.
    if (consumedPoints === 0) return 0
    return Math.max(callsPerMinute - (consumedPoints - leaseSize), 0)
  }
}

function endOf({ msBeforeNext }: RateLimiterRes): number {
  return performance.now() + msBeforeNext
}
