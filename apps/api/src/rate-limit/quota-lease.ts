import type { RateLimitConnection } from '@threadkeep/store'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { createRedisQuota } from './redis-quota.ts'

/** A lease: the number of points that an owner may use until this time of performance.now(). */
export interface QuotaLease {
  /** Below zero, it is what the owner has used beyond the lease. */
  left: number
  /** When this many are left the next lease is taken, with no call waiting; 0 for never. */
  readonly refillAt: number
  readonly until: number
  /** Whether it has the last of the minute's quota. */
  readonly isLast: boolean
}

/**
 * Takes the next lease of an owner, with a number of points more than usual. It has less once the
 * minute's quota is used up, and then the time of the next minute.
 */
export type QuotaSource = (key: string, extra: number) => Promise<QuotaLease>

const MINUTE_SECONDS = 60
const REFILL_SHARE = 0.25

/** Leases quota in batches of one second's worth. */
export function createQuotaSource(
  pointsPerMinute: number,
  counts?: RateLimitConnection,
): QuotaSource {
  const leaseSize = Math.max(Math.floor(pointsPerMinute / MINUTE_SECONDS), 1)
  const refillAt = Math.floor(leaseSize * REFILL_SHARE)
  const window = { points: pointsPerMinute, duration: MINUTE_SECONDS, keyPrefix: '' }
  const memory = new RateLimiterMemory(window)
  const consumeInRedis = counts && createRedisQuota(counts, window)

  async function consume(key: string, points: number): Promise<RateLimiterRes> {
    const counted = await consumeInRedis?.(key, points)
    // During an outage the store responds with 503s, which are limited by this process's own count.
    return counted ?? memory.consume(key, points)
  }

  return async (key, extra) => {
    const points = leaseSize + extra
    try {
      const until = endOf(await consume(key, points))
      return { left: points, refillAt, until, isLast: false }
    } catch (rejection) {
      if (!(rejection instanceof RateLimiterRes)) throw rejection
      const left = restOf(rejection, points)
      return { left, refillAt: 0, until: endOf(rejection), isLast: true }
    }
  }

  /** Of a lease that goes beyond the limit, the part that does not. */
  function restOf({ consumedPoints }: RateLimiterRes, points: number): number {
    // Zero when the limiter knows without counting that nothing is left.
    if (consumedPoints === 0) return 0
    return Math.max(pointsPerMinute - (consumedPoints - points), 0)
  }
}

function endOf({ msBeforeNext }: RateLimiterRes): number {
  return performance.now() + msBeforeNext
}
