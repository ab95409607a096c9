import type { Owner } from '@threadkeep/shared'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { RateLimitedError } from './errors.ts'
import { ownerHash } from './owner-hash.ts'

/** Counts one call of this owner. Rejects with RateLimitedError. */
export type RateLimit = (owner: Owner) => Promise<void>

/** Counted in this process alone: with several API servers a user has as many times the limit. */
export function createRateLimit(callsPerMinute: number): RateLimit {
  const limiter = new RateLimiterMemory({ points: callsPerMinute, duration: 60 })
  return async (owner) => {
    try {
      await limiter.consume(ownerHash(owner))
    } catch (rejection) {
      if (!(rejection instanceof RateLimiterRes)) throw rejection
      throw new RateLimitedError(Math.ceil(rejection.msBeforeNext / 1000))
    }
  }
}
