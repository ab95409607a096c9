import type { Owner } from '@threadkeep/shared'
import { RateLimitedError } from '../errors/errors.ts'
import type { BodyBudget } from './body-budget.ts'
import type { InFlight } from './in-flight.ts'
import type { RateLimit } from './rate-limit.ts'
import type { RejectionPace } from './rejection-pace.ts'

/** Bytes that cost as much as a call. */
export const BYTES_PER_POINT = 64 * 1024

/** What one request uses of its owner's limits. A request without an owner uses nothing. */
export interface RequestUsage {
  /** Begins one call. Returns what ends it. Rejects with RateLimitedError, in the owner's turn. */
  begin(owner: Owner): Promise<() => void>
  /** Admits the body of the request, before it is read. Rejects with RateLimitedError. */
  admitBody(bytes: number): Promise<void>
  /** Counts bytes of the request or of its response. */
  moved(bytes: number): void
  /** A response was made. Returns what to call when it was taken, or never will be. */
  hold(bytes: number): () => void
  /** The request has ended. */
  end(): void
}

/** What is bounded for each owner, in this process or in all of them. */
export interface OwnerBudgets {
  rateLimit: RateLimit
  inFlight: InFlight
  bodies: BodyBudget
  rejections: RejectionPace
}

/**
 * A call costs 1 point, its request's bytes together 1 for every 64 KiB. `endConnection` is called before
 * a rejection that may not wait for its turn: who floods pays with a new connection for each.
 */
export function createRequestUsage(budgets: OwnerBudgets, endConnection: () => void): RequestUsage {
  const { rateLimit, inFlight, bodies, rejections } = budgets
  let owner: Owner | undefined
  let bytesMoved = 0
  let charged = 0
  let isOver = false
  let releaseBody = () => {}
  let rejected: Promise<void> | undefined
  let stopWaiting = () => {}

  async function admit(caller: Owner): Promise<() => void> {
    await rateLimit.take(caller)
    const end = await inFlight.begin(caller)
    // While a call waits, what others of its owner cost may use up the minute.
    await rateLimit.assertNoDebt(caller).catch((error: unknown) => {
      end()
      throw error
    })
    return end
  }

  return {
    async begin(caller) {
      owner = caller
      try {
        return await admit(caller)
      } catch (error) {
        if (!(error instanceof RateLimitedError)) throw error
        // The calls of a batch are rejected in one response.
        rejected ??= waitInTurn(caller)
        await rejected
        throw error
      }
    },
    async admitBody(bytes) {
      if (owner === undefined) return
      const release = await bodies.admit(owner, bytes)
      // The client may have disconnected meanwhile.
      if (isOver) release()
      else releaseBody = release
    },
    moved(bytes) {
      bytesMoved += bytes
      const points = Math.floor(bytesMoved / BYTES_PER_POINT)
      if (owner === undefined || points === charged) return
      rateLimit.charge(owner, points - charged)
      charged = points
    },
    hold: (bytes) => (owner === undefined ? () => {} : inFlight.hold(owner, bytes)),
    end() {
      isOver = true
      releaseBody()
      stopWaiting()
    },
  }

  /** Not for a client that has gone. */
  async function waitInTurn(caller: Owner): Promise<void> {
    const ms = rejections(caller)
    if (ms === undefined) return endConnection()
    if (ms === 0 || isOver) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      stopWaiting = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
