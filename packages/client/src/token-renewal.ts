export interface TokenRenewal {
  /** How many renewals have ended. Read it before an attempt, and pass it to `renewAfter`. */
  count(): number
  /** Renews the token, unless a renewal has ended since that count: then its outcome holds. */
  renewAfter(count: number): Promise<boolean>
}

/**
 * One renewal at a time. With rotating refresh tokens, a second use of the same refresh token signs
 * the user out.
 */
export function createTokenRenewal(renewToken: () => boolean | Promise<boolean>): TokenRenewal {
  let ended = 0
  let isRenewing = false
  let latest = Promise.resolve(false)

  return {
    count: () => ended,
    renewAfter(count) {
      if (isRenewing || count < ended) return latest
      isRenewing = true
      latest = Promise.resolve()
        .then(renewToken)
        .finally(() => {
          isRenewing = false
          ended += 1
        })
      return latest
    },
  }
}
