import type { Owner } from '@threadkeep/shared'
import { RateLimitedError } from '../errors/errors.ts'
import { hashOwner } from '../lib/hash-owner.ts'

/** Bounds of the bodies that one process reads, and works on, at a time. */
export interface BodyLimits {
  /** Bytes of all owners together. */
  bytes: number
  /** Of which one owner may have so many. */
  bytesOfOwner: number
  /** Of an owner who has no other body here one of so many is admitted at once, whatever others have. */
  smallBytes: number
  /** How long a body that does not fit waits. */
  waitMs: number
}

const MIB = 1024 * 1024
/**
 * Sixteen bodies of the largest kind for one owner; parsed, they take several times their length. Eight
 * owners who send slowly may have all of it: a message of the usual length does not wait for them.
 */
const LIMITS: BodyLimits = {
  bytes: 32 * MIB,
  bytesOfOwner: 4 * MIB,
  smallBytes: 16 * 1024,
  waitMs: 2000,
}

const RETRY_AFTER_SECONDS = 1

export interface BodyBudget {
  /**
   * Admits a body of an owner before it is read. Call the result when the request has ended.
   * Rejects with RateLimitedError if it does not fit in time.
   */
  admit(owner: Owner, bytes: number): Promise<() => void>
}

interface Waiting {
  key: string
  bytes: number
  admit(): void
}

/** So that callers who send many bodies at once, or slowly, leave memory to others. */
export function createBodyBudget(limits: BodyLimits = LIMITS): BodyBudget {
  const ofOwners = new Map<string, number>()
  const waiting = new Set<Waiting>()
  let total = 0

  function fits(key: string, bytes: number): boolean {
    const ofOwner = ofOwners.get(key) ?? 0
    if (ofOwner === 0 && bytes <= limits.smallBytes) return true
    return total + bytes <= limits.bytes && ofOwner + bytes <= limits.bytesOfOwner
  }

  function take(key: string, bytes: number): () => void {
    total += bytes
    ofOwners.set(key, (ofOwners.get(key) ?? 0) + bytes)
    let isReleased = false
    return () => {
      if (isReleased) return
      isReleased = true
      total -= bytes
      const left = (ofOwners.get(key) ?? bytes) - bytes
      if (left === 0) ofOwners.delete(key)
      else ofOwners.set(key, left)
      // Small ones may pass a large one, which may not keep all others waiting.
      for (const next of waiting) if (fits(next.key, next.bytes)) next.admit()
    }
  }

  return {
    async admit(owner, bytes) {
      const key = hashOwner(owner)
      if (fits(key, bytes)) return take(key, bytes)
      return new Promise((resolve, reject) => {
        const entry: Waiting = {
          key,
          bytes,
          admit() {
            clearTimeout(timer)
            waiting.delete(entry)
            resolve(take(key, bytes))
          },
        }
        const timer = setTimeout(() => {
          waiting.delete(entry)
          reject(new RateLimitedError(RETRY_AFTER_SECONDS))
        }, limits.waitMs)
        waiting.add(entry)
      })
    },
  }
}
