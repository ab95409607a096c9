import type { AppRouter } from '@threadkeep/api'
import { type FailureReason, failureReason } from '@threadkeep/client'
import { ERRORS } from '@threadkeep/shared'
import { isTRPCClientError } from '@trpc/client'

/** No token can be had for this user, so no call of theirs can succeed until they sign in again. */
export class SignInRequiredError extends Error {
  override readonly name = 'SignInRequiredError'
}

/** Something else listens where the API should. */
export class WrongServerError extends Error {
  override readonly name = 'WrongServerError'
}

/** The one place where an error of any call becomes a reason. */
export function reasonOf(error: unknown): FailureReason {
  if (error instanceof SignInRequiredError) return 'UNAUTHENTICATED'
  if (error instanceof Error && error.cause instanceof SignInRequiredError) return 'UNAUTHENTICATED'
  // What is left is a token that could not be fetched: from the same server, by the same way.
  return failureReason(error) ?? 'UNREACHABLE'
}

/** A sentence for the person at the screen. */
export function describeError(error: unknown): string {
  if (error instanceof WrongServerError) {
    return 'The server at this address is not Threadkeep. Another program may use the port of its API.'
  }
  const reason = reasonOf(error)
  if (reason === 'UNREACHABLE' && !navigator.onLine) return 'You are offline.'
  if (reason === 'UNREACHABLE') return 'The server cannot be reached. Try again shortly.'
  if (reason === 'INVALID_INPUT' && isTRPCClientError<AppRouter>(error)) {
    const issues = error.data?.issues ?? []
    if (issues.length > 0) return issues.map(({ path, message }) => `${path} ${message}`).join('; ')
  }
  return ERRORS[reason].message
}

/** The API, or the store behind it, is not there now; the same call may succeed a little later. */
export function isOutage(error: unknown): boolean {
  const reason = reasonOf(error)
  return reason === 'STORE_UNAVAILABLE' || reason === 'UNREACHABLE'
}
