import type { Owner } from '@threadkeep/shared'
import { LRUCache } from 'lru-cache'
import { hashOwner } from '../lib/hash-owner.ts'

export interface RejectionPaceLimits {
  /** Rejections of one owner that are sent at once, when there were none for a while. */
  burst: number
  /** The time between the next ones. */
  intervalMs: number
  /** How many may wait. The last of them waits for so many intervals. */
  waiting: number
}

/**
 * No client that heeds Retry-After meets more than the burst. One that waits holds a connection, which
 * is not idle and so is not closed for others: 100 of MAX_CONNECTIONS, and 5 s.
 */
const LIMITS: RejectionPaceLimits = { burst: 20, intervalMs: 50, waiting: 100 }

const REMEMBERED_OWNERS = 10_000

/**
 * How long the next rejection of an owner waits, in milliseconds. Undefined if as many wait as may. A
 * client that goes does not give its turn back, or it would have another at once.
 */
export type RejectionPace = (owner: Owner) => number | undefined

/** So that callers who repeat what was rejected at once take no more of the processor than their quota. */
export function createRejectionPace(limits: RejectionPaceLimits = LIMITS): RejectionPace {
  const { burst, intervalMs, waiting } = limits
  const lastAt = new LRUCache<string, number>({ max: REMEMBERED_OWNERS })
  return (owner) => {
    const key = hashOwner(owner)
    const now = performance.now()
    const afterBurst = now - (burst - 1) * intervalMs
    const afterLast = (lastAt.get(key) ?? Number.NEGATIVE_INFINITY) + intervalMs
    const at = Math.max(afterLast, afterBurst)
    if (at > now + waiting * intervalMs) return undefined
    lastAt.set(key, at)
    return Math.max(at - now, 0)
  }
}
