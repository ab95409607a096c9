import { ERRORS } from '@threadkeep/shared'
import { InvalidInputError, StoreUnavailableError } from '@threadkeep/store'

/** No usable token. The cause is only logged; callers get one message for all causes. */
export class UnauthenticatedError extends Error {
  readonly reason = 'UNAUTHENTICATED'

  constructor(cause: unknown) {
    super(ERRORS.UNAUTHENTICATED.message, { cause })
    this.name = 'UnauthenticatedError'
  }
}

/** The token is good, and lacks the scope that this call needs. */
export class ForbiddenError extends Error {
  readonly reason = 'FORBIDDEN'

  constructor() {
    super(ERRORS.FORBIDDEN.message)
    this.name = 'ForbiddenError'
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

/**
 * A token cannot be verified now for want of keys. The reason is that of an outage, because clients
 * wait and repeat as in one; `unavailable` and the message do not blame the store.
 */
export class KeysUnavailableError extends StoreUnavailableError {
  override readonly message = 'Sign-in cannot be verified at the moment. Try again shortly.'

  constructor(detail: string) {
    super('not_applied', detail)
  }
}

/** A fault of a request as a whole, in a sentence that callers get as the message. */
export class RequestError extends InvalidInputError {
  override readonly message: string

  constructor(message: string, path = '') {
    super([{ path, message }])
    this.message = message
  }
}
