import type { Owner } from '@threadkeep/shared'
import type { RateLimitConnection } from '@threadkeep/store'
import { LRUCache } from 'lru-cache'
import { RateLimitedError } from '../errors/errors.ts'
import { hashOwner } from '../lib/hash-owner.ts'
import { memoizeByObject } from '../lib/memoize-by-object.ts'
import { createQuotaSource, type QuotaLease } from './quota-lease.ts'

/** Counts one call of this owner. Rejects with RateLimitedError. */
export type RateLimit = (owner: Owner) => Promise<void>

const REMEMBERED_OWNERS = 10_000
/** Ends of one minute, as two answers of Redis tell them, are no further apart than this. */
const SAME_MINUTE_MS = 1000

/**
 * A limit per owner and minute: of all servers together where calls are counted in Redis, of this
 * process alone otherwise. Calls are taken from Redis a few at a time, the next before the last are
 * used up, so that hardly any waits for its count, not even the first in an outage. What a server
 * has taken and does not use is lost to the others until the minute is over.
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

  /** Calls of one owner that come together, as in a batch, are counted together. */
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
        // Whoever needs a point and gets none is told so; this one has theirs.
        if (points.refillAt > 0 && points.left === points.refillAt) refillOnce(key).catch(() => {})
        return
      }
      await refillOnce(key)
    }
  }
}
