import type { AppRouter } from '@threadkeep/api'
import { ERRORS, type ErrorReason } from '@threadkeep/shared'
import { isTRPCClientError } from '@trpc/client'

/** Why a call failed: one of the API's reasons, or no answer of the API at all. */
export type Reason = ErrorReason | 'UNREACHABLE'

/** No token can be had for this user, so no call of theirs can succeed until they sign in again. */
export class SignInRequiredError extends Error {
  override readonly name = 'SignInRequiredError'
}

/** The one place where an error of any call becomes a reason. */
export function reasonOf(error: unknown): Reason {
  if (error instanceof SignInRequiredError) return 'UNAUTHENTICATED'
  if (!isTRPCClientError<AppRouter>(error)) return 'UNREACHABLE'
  if (error.data) return error.data.reason
  // Without data nobody of ours answered: the fetch failed, or a proxy answered in our place.
  return error.cause instanceof SignInRequiredError ? 'UNAUTHENTICATED' : 'UNREACHABLE'
}

/** A sentence for the person at the screen. */
export function describeError(error: unknown): string {
  const reason = reasonOf(error)
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

/** What the answer's Retry-After asks for, if it said. */
export function retryAfterMs(error: unknown): number | undefined {
  if (!isTRPCClientError<AppRouter>(error)) return undefined
  const response = error.meta?.['response']
  if (!(response instanceof Response)) return undefined
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? seconds * 1000 : undefined
}
