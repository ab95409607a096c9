import { AgentError } from '../../agent-error.ts'
import { errorCode } from '../../error-code.ts'
import { retryAfterMs } from '../../http-status.ts'
import type { PlatformResponse } from './connection.ts'

/** With these, not a byte of the request was sent. */
const NEVER_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']

export function wasNeverSent(error: unknown): boolean {
  return NEVER_SENT.includes(errorCode(error))
}

/** After other server errors it is not known whether the turn was executed. */
export function wasRejected(status: number): boolean {
  return status < 500 || status === 503
}

/** The platform has ended the conversation, because of its age or a policy. */
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

/** Retryable only if the request was never sent, unless the caller knows better. */
export function unreachable(error: unknown, retryable = wasNeverSent(error)): AgentError {
  return failure(`no response (${errorCode(error)})`, retryable)
}
