import { APIConnectionError, APIError } from 'openai'
import { AgentError } from '../../agent-error.ts'
import { errorCode } from '../../error-code.ts'
import { isRetryableStatus, retryAfterMs } from '../../http-status.ts'

/** The quota is used up. The status is that of a rate limit, but a retry cannot succeed. */
const QUOTA_SPENT = 'insufficient_quota'

/**
 * Only the status and the code are kept: causes are logged, and the API's own text may quote the key
 * or the prompt.
 */
export function toAgentError(error: unknown): AgentError {
  if (error instanceof AgentError) return error
  if (error instanceof APIConnectionError || !(error instanceof APIError)) {
    const cause = new Error(`The model's response could not be read: ${errorCode(error)}`)
    return new AgentError({ retryable: true, cause })
  }
  const { status, headers } = error
  const code = errorCode(error)
  return new AgentError({
    // An error in the middle of a stream has no status.
    retryable: (status === undefined || isRetryableStatus(status)) && code !== QUOTA_SPENT,
    retryAfterMs: retryAfterMs(headers),
    cause: new Error(`The model's API responded with ${status ?? 'an error event'} (${code})`),
  })
}
