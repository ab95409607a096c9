import { LRUCache } from 'lru-cache'

/** Limits how often the whole index is scanned for an owner at the cap who keeps trying. */
const FULL_MS = 10_000
/** Every list meets a damaged conversation again, so reports of it are limited. */
const LOG_INTERVAL_MS = 60_000
const MAX_OWNERS = 1000

/**
 * Owners for whom something was done so recently that it is not done again, by `OwnerKeys.all`. Not
 * kept in an owner's backend, because few of those are remembered.
 */
export interface RecentOwners {
  /** At the cap, with nothing expired. */
  full: LRUCache<string, true>
  /** Whose unreadable conversations were reported. */
  reported: LRUCache<string, true>
}

export function createRecentOwners(): RecentOwners {
  return {
    full: new LRUCache({ max: MAX_OWNERS, ttl: FULL_MS }),
    reported: new LRUCache({ max: MAX_OWNERS, ttl: LOG_INTERVAL_MS }),
  }
}
