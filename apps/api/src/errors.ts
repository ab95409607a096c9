import { ERRORS } from '@threadkeep/shared'

/** No usable token. The cause goes to the log only: callers get one wording for all. */
export class UnauthenticatedError extends Error {
  readonly reason = 'UNAUTHENTICATED'

  constructor(cause: unknown) {
    super(ERRORS.UNAUTHENTICATED.message, { cause })
    this.name = 'UnauthenticatedError'
  }
}

export class RateLimitedError extends Error {
  readonly reason = 'RATE_LIMITED'
  readonly retryAfterSeconds: number

  constructor(retryAfterSeconds: number) {
    super(ERRORS.RATE_LIMITED.message)
    this.name = 'RateLimitedError'
    this.retryAfterSeconds = retryAfterSeconds
  }
}
