import type { Owner } from '@threadkeep/shared'
import { RateLimitedError } from '../errors/errors.ts'
import { hashOwner } from '../lib/hash-owner.ts'

/** Bounds of one owner in one process. */
export interface InFlightLimits {
  /** Calls at a time; more wait. */
  calls: number
  /** Bytes of responses that the owner's clients have not taken. Beyond it further calls wait. */
  bytes: number
  /** Calls that may wait, and for how long. */
  waiting: number
  waitMs: number
}

/** Far more than a person's pages and devices need, and a small part of the process's memory. */
const LIMITS: InFlightLimits = { calls: 64, bytes: 4 * 1024 * 1024, waiting: 256, waitMs: 2000 }

const RETRY_AFTER_SECONDS = 1

export interface InFlight {
  /**
   * Begins a call of an owner, when there is room for it. Returns what ends it. Rejects with
   * RateLimitedError if there is none in time.
   */
  begin(owner: Owner): Promise<() => void>
  /** A response was made for an owner. Returns what to call when it was taken, or never will be. */
  hold(owner: Owner, bytes: number): () => void
}

interface OwnerState {
  calls: number
  bytes: number
  /** In the order of their calls. Each admits one. */
  waiting: Set<() => void>
}

/** So that one owner's calls, and responses that are not read, leave memory and Redis to others. */
export function createInFlight(limits: InFlightLimits = LIMITS): InFlight {
  const owners = new Map<string, OwnerState>()
  const hasRoom = ({ calls, bytes }: OwnerState) => calls < limits.calls && bytes < limits.bytes

  function stateOf(key: string): OwnerState {
    const state = owners.get(key) ?? { calls: 0, bytes: 0, waiting: new Set() }
    owners.set(key, state)
    return state
  }

  /** Admits as many as there is room for now. */
  function settle(key: string, state: OwnerState): void {
    for (const admit of state.waiting) {
      if (!hasRoom(state)) break
      admit()
    }
    if (state.calls === 0 && state.bytes === 0 && state.waiting.size === 0) owners.delete(key)
  }

  function ending(key: string, state: OwnerState, end: () => void): () => void {
    let ended = false
    return () => {
      if (ended) return
      ended = true
      end()
      settle(key, state)
    }
  }

  function turn(key: string, state: OwnerState): Promise<void> {
    return new Promise((resolve, reject) => {
      const admit = () => {
        clearTimeout(timer)
        state.waiting.delete(admit)
        state.calls += 1
        resolve()
      }
      const timer = setTimeout(() => {
        state.waiting.delete(admit)
        settle(key, state)
        reject(new RateLimitedError(RETRY_AFTER_SECONDS))
      }, limits.waitMs)
      state.waiting.add(admit)
    })
  }

  return {
    async begin(owner) {
      const key = hashOwner(owner)
      const state = stateOf(key)
      if (state.waiting.size === 0 && hasRoom(state)) state.calls += 1
      else if (state.waiting.size < limits.waiting) await turn(key, state)
      else throw new RateLimitedError(RETRY_AFTER_SECONDS)
      return ending(key, state, () => {
        state.calls -= 1
      })
    },
    hold(owner, bytes) {
      const key = hashOwner(owner)
      const state = stateOf(key)
      state.bytes += bytes
      return ending(key, state, () => {
        state.bytes -= bytes
      })
    },
  }
}
