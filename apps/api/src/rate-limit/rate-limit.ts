import type { Owner } from '@threadkeep/shared'
import type { RateLimitConnection } from '@threadkeep/store'
import { LRUCache } from 'lru-cache'
import { RateLimitedError } from '../errors/errors.ts'
import { hashOwner } from '../lib/hash-owner.ts'
import { memoizeByObject } from '../lib/memoize-by-object.ts'
import { createQuotaSource, type QuotaLease } from './quota-lease.ts'

/** Counts one call of an owner. Rejects with RateLimitedError. */
export type RateLimit = (owner: Owner) => Promise<void>

const REMEMBERED_OWNERS = 10_000
/** Two replies of Redis give the end of the same minute with less difference than this. */
const SAME_MINUTE_MS = 1000

/**
 * A limit per owner and minute, of all servers together if calls are counted in Redis, else of this
 * process. The rate limiter leases quota from Redis in batches of one second's worth, and takes the
 * next lease before the last is used up. So hardly any call waits for its quota, not even the first
 * in an outage. Unused quota of a lease is lost to other servers until the minute is over.
 */
export function createRateLimit(callsPerMinute: number, counts?: RateLimitConnection): RateLimit {
  const take = createQuotaSource(callsPerMinute, counts)
  const keyOf = counts === undefined ? hashOwner : memoizeByObject(counts.key)
  const leases = new LRUCache<string, QuotaLease>({ max: REMEMBERED_OWNERS })
  const pendingLeases = new Map<string, Promise<void>>()

  async function refill(key: string): Promise<void> {
    const points = await take(key)
    if (points.left === 0) {
      throw new RateLimitedError(Math.max(Math.ceil((points.until - performance.now()) / 1000), 1))
    }
    const last = leases.get(key)
    const isSameMinute = last && Math.abs(last.until - points.until) < SAME_MINUTE_MS
    leases.set(key, { ...points, left: points.left + (isSameMinute ? last.left : 0) })
  }

  /** Concurrent calls of one owner, as in a batch, share one refill. */
  function refillOnce(key: string): Promise<void> {
    const underWay = pendingLeases.get(key)
    if (underWay !== undefined) return underWay
    const work = refill(key).finally(() => pendingLeases.delete(key))
    pendingLeases.set(key, work)
    return work
  }

  return async (owner) => {
    const key = keyOf(owner)
    for (;;) {
      const points = leases.get(key)
      if (points !== undefined && points.left > 0 && performance.now() < points.until) {
        points.left -= 1
        // This call has its quota. If the refill fails, the call that needs it gets the error.
        if (points.refillAt > 0 && points.left === points.refillAt) refillOnce(key).catch(() => {})
        return
      }
      await refillOnce(key)
    }
  }
}
