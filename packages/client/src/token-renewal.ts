export interface TokenRenewal {
  /** How many renewals have ended. Read it before an attempt, and pass it to `renewAfter`. */
  count(): number
  /** Renews the token, unless a renewal has ended since that count: then its result holds. */
  renewAfter(count: number): Promise<boolean>
}

/**
 * One renewal at a time. With rotating refresh tokens, a second use of the same refresh token signs
 * the user out.
 */
export function createTokenRenewal(renewToken: () => boolean | Promise<boolean>): TokenRenewal {
  let ended = 0
  let lastResult = false
  let current: Promise<boolean> | undefined

  async function renew(): Promise<boolean> {
    try {
      lastResult = await renewToken()
      ended += 1
      return lastResult
    } finally {
      current = undefined
    }
  }

  return {
    count: () => ended,
    async renewAfter(count) {
      if (current === undefined && count < ended) return lastResult
      if (current !== undefined) return current
      // Assigned before renew() starts, because the end of renew() clears it.
      current = Promise.resolve().then(renew)
      return current
    },
  }
}
