import type { Owner } from '@threadkeep/shared'
import type { CallCounts } from '@threadkeep/store'
import { LRUCache } from 'lru-cache'
import { RateLimitedError } from './errors.ts'
import { ownerHash } from './owner-hash.ts'
import { createPointSource, type Points } from './rate-limit-points.ts'

/** Counts one call of this owner. Rejects with RateLimitedError. */
export type RateLimit = (owner: Owner) => Promise<void>

const REMEMBERED_OWNERS = 10_000

/**
 * A limit per owner and minute: of all servers together where calls are counted in Redis, of this
 * process alone otherwise. Calls are taken from Redis a few at a time, so most need no round trip;
 * what a server has taken and does not use is lost to the others until the minute is over.
 */
export function createRateLimit(callsPerMinute: number, counts?: CallCounts): RateLimit {
  const take = createPointSource(callsPerMinute, counts)
  const keyOf = counts?.key ?? ownerHash
  const held = new LRUCache<string, Points>({ max: REMEMBERED_OWNERS })
  const taking = new Map<string, Promise<void>>()

  async function takeMore(key: string): Promise<void> {
    const points = await take(key)
    if (points.left === 0) {
      throw new RateLimitedError(Math.max(Math.ceil((points.until - performance.now()) / 1000), 1))
    }
    held.set(key, points)
  }

  /** Calls of one owner that come together, as in a batch, are counted together. */
  function takeTogether(key: string): Promise<void> {
    const underWay = taking.get(key)
    if (underWay !== undefined) return underWay
    const work = takeMore(key).finally(() => taking.delete(key))
    taking.set(key, work)
    return work
  }

  return async (owner) => {
    const key = keyOf(owner)
    for (;;) {
      const points = held.get(key)
      if (points !== undefined && points.left > 0 && performance.now() < points.until) {
        points.left -= 1
        return
      }
      await takeTogether(key)
    }
  }
}
