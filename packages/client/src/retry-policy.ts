import type { AppRouter } from '@threadkeep/api'
import type { Operation, TRPCClientError } from '@trpc/client'
import { failureReason, responseOf } from './failures.ts'

export type Call = Pick<Operation, 'path' | 'type' | 'input'>
export type Failure = TRPCClientError<AppRouter>

/** Of proxies that have no server to pass a request to, or no time for it. */
const TRANSIENT_STATUSES = [429, 502, 503, 504]

/** Whether the same call may succeed a little later, and does no harm if it already has. */
export function isRetryable(call: Call, error: Failure): boolean {
  return isTransient(error) && (wasNotApplied(call, error) || isIdempotent(call))
}

/** The call may have been carried out, though nobody says so. */
export function mayHaveBeenApplied(call: Call, error: Failure): boolean {
  return isTransient(error) && !wasNotApplied(call, error)
}

function isTransient(error: Failure): boolean {
  switch (failureReason(error)) {
    case 'STORE_UNAVAILABLE':
    case 'RATE_LIMITED':
      return true
    case 'UNREACHABLE': {
      const status = responseOf(error)?.status
      return status === undefined || TRANSIENT_STATUSES.includes(status)
    }
    default:
      return false
  }
}

function wasNotApplied({ path }: Call, error: Failure): boolean {
  if (failureReason(error) === 'RATE_LIMITED') return true
  // Erasing goes in batches, and this is said of the last one alone.
  return error.data?.outcome === 'not_applied' && path !== 'conversation.eraseAll'
}

/** Carried out twice it leaves what it leaves once, and its second answer is as good as the first. */
function isIdempotent({ type, path }: Call): boolean {
  if (type === 'query') return true
  switch (path) {
    // Under their key, which the client gives them where the caller has not.
    case 'conversation.start':
    case 'conversation.send':
    case 'conversation.delete':
    case 'conversation.setStatus':
    case 'conversation.rename':
      return true
    // All others, erasing among them: it would take with it what has been begun since.
    default:
      return false
  }
}

export function hasField(input: unknown, name: string): boolean {
  return Object.entries(Object(input)).some(([key, value]) => key === name && value !== undefined)
}
