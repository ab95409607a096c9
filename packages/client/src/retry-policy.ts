import type { Operation } from '@trpc/client'
import { type Failure, failureReason, responseOf } from './failures.ts'

export type Call = Pick<Operation, 'path' | 'type' | 'input'>

/** Statuses of a proxy that say that the server did not get the request. */
const NOT_RECEIVED_STATUSES = [408, 425, 429, 521, 523, 530]
/** Statuses of a proxy after which the same request may succeed, though it may have been applied. */
const UNKNOWN_STATUSES = [500, 502, 503, 504, 520, 522, 524]

/** Whether the same call may succeed a little later, and does no harm if it already has. */
export function isRetryable(call: Call, error: Failure): boolean {
  return isTransient(error) && (wasNotApplied(call, error) || isIdempotent(call))
}

/** The outcome of the call is not known. */
export function mayHaveBeenApplied(call: Call, error: Failure): boolean {
  return isTransient(error) && !wasNotApplied(call, error)
}

function isTransient(error: Failure): boolean {
  if (cameTooSlowly(error)) return true
  switch (failureReason(error)) {
    case 'STORE_UNAVAILABLE':
    case 'RATE_LIMITED':
      return true
    case 'UNREACHABLE': {
      const status = responseOf(error)?.status
      return status === undefined || isNotReceived(status) || UNKNOWN_STATUSES.includes(status)
    }
    default:
      return false
  }
}

function wasNotApplied({ path }: Call, error: Failure): boolean {
  const reason = failureReason(error)
  if (reason === 'RATE_LIMITED' || cameTooSlowly(error)) return true
  if (reason === 'UNREACHABLE') return isNotReceived(responseOf(error)?.status)
  // Erasing goes in batches, and the outcome is that of the last batch only.
  return error.data?.outcome === 'not_applied' && path !== 'conversation.eraseAll'
}

/** The API did not get all of the request. */
function cameTooSlowly(error: Failure): boolean {
  return responseOf(error)?.status === 408
}

function isNotReceived(status: number | undefined): boolean {
  return status !== undefined && NOT_RECEIVED_STATUSES.includes(status)
}

/** Applied twice it has the same effect as once, and its second response is as good as the first. */
function isIdempotent({ type, path }: Call): boolean {
  if (type !== 'mutation') return true
  switch (path) {
    // By their idempotency key, which the client adds where the caller gave none.
    case 'conversation.start':
    case 'conversation.send':
    case 'conversation.regenerate':
    case 'conversation.edit':
    case 'conversation.append':
    case 'conversation.redact':
    case 'conversation.setStatusMany':
    case 'conversation.deleteMany':
    case 'conversation.delete':
    case 'conversation.setStatus':
    case 'conversation.rename':
    case 'conversation.setMetadata':
      return true
    // `eraseAll` and `stop` among them: a repeat would erase what was begun since, or stop the next reply.
    default:
      return false
  }
}

export function hasField(input: unknown, name: string): boolean {
  return Object.entries(Object(input)).some(([key, value]) => key === name && value !== undefined)
}
