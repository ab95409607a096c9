import type { RateLimitConnection } from '@threadkeep/store'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { createRedisCount } from './redis-quota.ts'

/** Calls that an owner may make, until this time of performance.now(). */
export interface QuotaLease {
  left: number
  /** When these are left it is time to take more, with nobody waiting; 0 for never. */
  readonly reserve: number
  readonly until: number
}

/** The next calls of an owner: none once the minute's are used up, with the time of the next. */
export type PointSource = (key: string) => Promise<QuotaLease>

const MINUTE_SECONDS = 60
const RESERVE = 0.25

/** A second's worth at a time, of those that a minute has. */
export function createPointSource(
  callsPerMinute: number,
  counts?: RateLimitConnection,
): PointSource {
  const portion = Math.max(Math.floor(callsPerMinute / MINUTE_SECONDS), 1)
  const reserve = Math.floor(portion * RESERVE)
  const window = { points: callsPerMinute, duration: MINUTE_SECONDS, keyPrefix: '' }
  const memory = new RateLimiterMemory(window)
  const countInRedis = counts && createRedisCount(counts, window)

  async function consume(key: string): Promise<RateLimiterRes> {
    const counted = await countInRedis?.(key, portion)
    // An outage is the store's to answer. Its 503s are limited as well, by what is known here.
    return counted ?? memory.consume(key, portion)
  }

  return async (key) => {
    try {
      return { left: portion, reserve, until: endOf(await consume(key)) }
    } catch (rejection) {
      if (!(rejection instanceof RateLimiterRes)) throw rejection
      return { left: restOf(rejection), reserve: 0, until: endOf(rejection) }
    }
  }

  /** Of a portion that goes beyond the limit, the part that does not. */
  function restOf({ consumedPoints }: RateLimiterRes): number {
    // Zero when the limiter knows without counting that nothing is left.
    if (consumedPoints === 0) return 0
    return Math.max(callsPerMinute - (consumedPoints - portion), 0)
  }
}

function endOf({ msBeforeNext }: RateLimiterRes): number {
  return performance.now() + msBeforeNext
}
