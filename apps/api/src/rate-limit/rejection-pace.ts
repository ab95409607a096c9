import type { Owner } from '@threadkeep/shared'
import { LRUCache } from 'lru-cache'
import { hashOwner } from '../lib/hash-owner.ts'

export interface RejectionPaceLimits {
  /** Rejections of one owner that are sent at once, when there were none for a while. */
  burst: number
  /** The time between the next ones. */
  intervalMs: number
  /** The longest that one waits. */
  maxWaitMs: number
}

/** No client that heeds Retry-After meets more than the burst. */
const LIMITS: RejectionPaceLimits = { burst: 20, intervalMs: 50, maxWaitMs: 5000 }

const REMEMBERED_OWNERS = 10_000

/** How long the next rejection of an owner waits, in milliseconds. */
export type RejectionPace = (owner: Owner) => number

/** So that callers who repeat what was rejected at once take no more of the processor than their quota. */
export function createRejectionPace(limits: RejectionPaceLimits = LIMITS): RejectionPace {
  const { burst, intervalMs, maxWaitMs } = limits
  const lastAt = new LRUCache<string, number>({ max: REMEMBERED_OWNERS })
  return (owner) => {
    const key = hashOwner(owner)
    const now = performance.now()
    const afterBurst = now - (burst - 1) * intervalMs
    const earliest = Math.max(
      (lastAt.get(key) ?? Number.NEGATIVE_INFINITY) + intervalMs,
      afterBurst,
    )
    const at = Math.min(earliest, now + maxWaitMs)
    lastAt.set(key, at)
    return Math.max(at - now, 0)
  }
}
