import { AgentError } from '../../agent-error.ts'
import { errorCode } from '../../error-code.ts'
import { retryAfterMs } from '../../http-status.ts'
import type { PlatformResponse } from './connection.ts'

/** With these, not a byte of the request has left. */
const NEVER_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']

export function wasNeverSent(error: unknown): boolean {
  return NEVER_SENT.includes(errorCode(error))
}

/** Of other server errors it is not known whether the turn was executed before. */
export function wasRejected(status: number): boolean {
  return status < 500 || status === 503
}

/** The conversation is over for the platform: by its age, or by a policy. */
export function isGone(status: number): boolean {
  return status === 404 || status === 410
}

export function rejection({ status, headers }: PlatformResponse, retryable: boolean): AgentError {
  return new AgentError({
    retryable,
    retryAfterMs: retryAfterMs(headers),
    cause: new Error(`Copilot Studio responded with ${status}`),
  })
}

export function failure(why: string, retryable: boolean): AgentError {
  return new AgentError({ retryable, cause: new Error(`Copilot Studio: ${why}`) })
}

/** Only what leaves the platform as it was may be tried again. */
export function unreachable(error: unknown, retryable = wasNeverSent(error)): AgentError {
  return failure(`no response (${errorCode(error)})`, retryable)
}
