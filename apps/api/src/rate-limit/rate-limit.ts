import type { Owner } from '@threadkeep/shared'
import type { RateLimitConnection } from '@threadkeep/store'
import { LRUCache } from 'lru-cache'
import { RateLimitedError } from '../errors/errors.ts'
import { hashOwner } from '../lib/hash-owner.ts'
import { memoizeByObject } from '../lib/memoize-by-object.ts'
import { createQuotaSource, type QuotaLease } from './quota-lease.ts'

export interface RateLimit {
  /** Takes one point for a call of an owner. Rejects with RateLimitedError. */
  take(owner: Owner): Promise<void>
  /** Rejects with RateLimitedError if more was charged than the minute has. */
  assertNoDebt(owner: Owner): Promise<void>
  /**
   * Takes points for what a call is about to do. Rejects with RateLimitedError if more was charged than
   * the minute has. The owner's later calls pay what is missing.
   */
  spend(owner: Owner, points: number): Promise<void>
  /** Takes points for what a call turned out to cost. The owner's later calls pay what is missing. */
  charge(owner: Owner, points: number): void
}

const REMEMBERED_OWNERS = 10_000
/** Two replies of Redis give the end of the same minute with less difference than this. */
const SAME_MINUTE_MS = 1000
/** The end of a minute that Redis has not told yet is at most this far away. */
const MINUTE_MS = 60_000

/**
 * A limit per owner and minute, of all servers together if points are counted in Redis, else of this
 * process. The rate limiter leases quota from Redis in batches of one second's worth, and takes the
 * next lease before the last is used up. So hardly any call waits for its quota, not even the first
 * in an outage. Unused quota of a lease is lost to other servers until the minute is over.
 */
export function createRateLimit(pointsPerMinute: number, counts?: RateLimitConnection): RateLimit {
  const lease = createQuotaSource(pointsPerMinute, counts)
  const keyOf = counts === undefined ? hashOwner : memoizeByObject(counts.key)
  const leases = new LRUCache<string, QuotaLease>({ max: REMEMBERED_OWNERS })
  const pendingLeases = new Map<string, Promise<void>>()

  function current(key: string): QuotaLease | undefined {
    const known = leases.get(key)
    return known !== undefined && performance.now() < known.until ? known : undefined
  }

  async function refill(key: string): Promise<void> {
    const debt = Math.max(-(current(key)?.left ?? 0), 0)
    const next = await lease(key, debt)
    const last = leases.get(key)
    const isSameMinute = last && Math.abs(last.until - next.until) < SAME_MINUTE_MS
    const left = next.left - debt + (isSameMinute ? last.left + debt : 0)
    leases.set(key, { ...next, left })
    if (left > 0 || !next.isLast) return
    throw new RateLimitedError(Math.max(Math.ceil((next.until - performance.now()) / 1000), 1))
  }

  /** Concurrent calls of one owner, as in a batch, share one refill. */
  function refillOnce(key: string): Promise<void> {
    const underWay = pendingLeases.get(key)
    if (underWay !== undefined) return underWay
    const work = refill(key).finally(() => pendingLeases.delete(key))
    pendingLeases.set(key, work)
    return work
  }

  function use(key: string, points: QuotaLease, count: number): void {
    const before = points.left
    points.left -= count
    const isLow = points.refillAt > 0 && before > points.refillAt && points.left <= points.refillAt
    // What is missing is taken at once, so that other servers know of it. This call has its quota. If
    // the refill fails, the call that needs it gets the error.
    if (isLow || points.left < 0) refillOnce(key).catch(() => {})
  }

  return {
    async take(owner) {
      const key = keyOf(owner)
      for (;;) {
        const points = current(key)
        if (points !== undefined && points.left > 0) return use(key, points, 1)
        await refillOnce(key)
      }
    },
    async assertNoDebt(owner) {
      const key = keyOf(owner)
      while ((current(key)?.left ?? 0) < 0) await refillOnce(key)
    },
    async spend(owner, count) {
      const key = keyOf(owner)
      for (;;) {
        const points = current(key)
        // Judged and taken in one step: of many calls at once only one may go below zero.
        if (points !== undefined && points.left >= 0) return use(key, points, count)
        await refillOnce(key)
      }
    },
    charge(owner, count) {
      const key = keyOf(owner)
      const points = current(key)
      if (points !== undefined) return use(key, points, count)
      const until = performance.now() + MINUTE_MS
      leases.set(key, { left: -count, refillAt: 0, until, isLast: false })
      refillOnce(key).catch(() => {})
    },
  }
}
