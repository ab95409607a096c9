export interface RetryBudget {
  /** Takes one retry; false where none is left. */
  take(): boolean
}

/**
 * A limit for all calls of a client together, so that a page with many calls does not multiply the
 * load on a failing server. Unused retries accumulate for a minute.
 */
export function createRetryBudget(perMinute: number): RetryBudget {
  let left = perMinute
  let refilledAt = performance.now()
  return {
    take() {
      const now = performance.now()
      left = Math.min(perMinute, left + ((now - refilledAt) / 60_000) * perMinute)
      refilledAt = now
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}
