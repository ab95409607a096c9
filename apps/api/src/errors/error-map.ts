import { AgentError } from '@threadkeep/agents'
import {
  ERRORS,
  type ErrorReason,
  type InputIssue,
  type Outcome,
  type Unavailable,
} from '@threadkeep/shared'
import { InvalidInputError, RevisionConflictError, StoreUnavailableError } from '@threadkeep/store'
import { type TRPC_ERROR_CODE_KEY, TRPCError } from '@trpc/server'
import { ZodError } from 'zod'
import { KeysUnavailableError, RateLimitedError, RequestError } from './errors.ts'
import { inputIssues } from './input-issues.ts'

/** What a response says about an error besides its message. */
export interface ErrorDetails {
  reason: ErrorReason
  issues?: readonly InputIssue[]
  outcome?: Outcome
  unavailable?: Unavailable
  currentRevision?: number
  retryable?: boolean
}

const CODES = {
  STORE_UNAVAILABLE: 'SERVICE_UNAVAILABLE',
  CONVERSATION_NOT_FOUND: 'NOT_FOUND',
  MESSAGE_NOT_FOUND: 'NOT_FOUND',
  DATA_LOSS: 'INTERNAL_SERVER_ERROR',
  CONVERSATION_NOT_ACTIVE: 'PRECONDITION_FAILED',
  CONVERSATION_FULL: 'PRECONDITION_FAILED',
  TOO_MANY_CONVERSATIONS: 'PRECONDITION_FAILED',
  REVISION_CONFLICT: 'CONFLICT',
  IDEMPOTENCY_KEY_REUSED: 'CONFLICT',
  MESSAGES_REMOVED: 'CONFLICT',
  RUN_IN_PROGRESS: 'CONFLICT',
  AGENT_FAILED: 'BAD_GATEWAY',
  INVALID_CURSOR: 'BAD_REQUEST',
  INVALID_INPUT: 'BAD_REQUEST',
  UNAUTHENTICATED: 'UNAUTHORIZED',
  FORBIDDEN: 'FORBIDDEN',
  RATE_LIMITED: 'TOO_MANY_REQUESTS',
  PAYLOAD_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  NOT_FOUND: 'NOT_FOUND',
  METHOD_NOT_ALLOWED: 'METHOD_NOT_SUPPORTED',
  UNSUPPORTED_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  INTERNAL: 'INTERNAL_SERVER_ERROR',
} as const satisfies Record<ErrorReason, TRPC_ERROR_CODE_KEY>

/** Issues of a request that reached no procedure. */
const PROTOCOL_REASONS: Partial<Record<TRPC_ERROR_CODE_KEY, ErrorReason>> = {
  NOT_FOUND: 'NOT_FOUND',
  METHOD_NOT_SUPPORTED: 'METHOD_NOT_ALLOWED',
  UNSUPPORTED_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  PAYLOAD_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
}

/** tRPC's own texts quote the input. */
const UNREADABLE: ErrorDetails = {
  reason: 'INVALID_INPUT',
  issues: [{ path: '', message: 'the request could not be read' }],
}

/** The only place where errors become responses: maps whatever was thrown to tRPC's error. */
export function toTRPCError(thrown: unknown): TRPCError {
  const cause = thrown instanceof TRPCError ? thrown.cause : thrown
  if (hasReason(cause)) {
    if (thrown instanceof TRPCError && thrown.code === CODES[cause.reason]) return thrown
    return new TRPCError({
      code: CODES[cause.reason],
      message: ERRORS[cause.reason].message,
      cause,
    })
  }
  if (thrown instanceof TRPCError) return thrown
  return new TRPCError({ code: httpCode(thrown), message: ERRORS.INTERNAL.message, cause: thrown })
}

export function errorDetails({ code, cause }: TRPCError): ErrorDetails {
  if (hasReason(cause)) return { reason: cause.reason, ...errorContext(cause) }
  if (code === 'BAD_REQUEST' && cause instanceof ZodError) {
    return { reason: 'INVALID_INPUT', issues: inputIssues(cause) }
  }
  if (code === 'BAD_REQUEST' || code === 'PARSE_ERROR') return UNREADABLE
  return { reason: PROTOCOL_REASONS[code] ?? 'INTERNAL' }
}

/** The message for callers. Never the error's own text, which may quote its cause. */
export function errorMessage(error: TRPCError): string {
  const { cause } = error
  if (cause instanceof KeysUnavailableError || cause instanceof RequestError) return cause.message
  return ERRORS[errorDetails(error).reason].message
}

/** Headers of a response with these errors. */
export function errorHeaders(errors: readonly TRPCError[]): Map<string, string> {
  const headers = new Map<string, string>()
  const waits = errors.flatMap(retryAfterSeconds)
  if (waits.length > 0) headers.set('retry-after', String(Math.max(...waits)))
  if (errors.some(({ code }) => code === 'UNAUTHORIZED')) headers.set('www-authenticate', 'Bearer')
  return headers
}

function retryAfterSeconds({ code, cause }: TRPCError): number[] {
  if (cause instanceof RateLimitedError) return [cause.retryAfterSeconds]
  if (cause instanceof AgentError) {
    return cause.retryAfterMs === undefined ? [] : [Math.ceil(cause.retryAfterMs / 1000)]
  }
  // Spread, so that callers that failed together do not return together.
  return code === 'SERVICE_UNAVAILABLE' ? [1 + Math.floor(Math.random() * 3)] : []
}

function errorContext(cause: Error): Omit<ErrorDetails, 'reason'> {
  if (cause instanceof StoreUnavailableError) {
    const unavailable = cause instanceof KeysUnavailableError ? 'token_keys' : 'store'
    return { outcome: cause.outcome, unavailable }
  }
  if (cause instanceof RevisionConflictError) return { currentRevision: cause.currentRevision }
  if (cause instanceof InvalidInputError) return { issues: cause.issues }
  if (cause instanceof AgentError) return { retryable: cause.retryable }
  return {}
}

function hasReason(error: unknown): error is Error & { reason: ErrorReason } {
  return error instanceof Error && 'reason' in error && Object.hasOwn(ERRORS, String(error.reason))
}

/** Express and its body parser put the intended status on their errors. */
function httpCode(error: unknown): TRPC_ERROR_CODE_KEY {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  if (status === 413) return 'PAYLOAD_TOO_LARGE'
  if (status === 415) return 'UNSUPPORTED_MEDIA_TYPE'
  return status === 400 ? 'BAD_REQUEST' : 'INTERNAL_SERVER_ERROR'
}
