import { APIConnectionError, APIError } from 'openai'
import { AgentError } from '../../agent-error.ts'
import { errorCode } from '../../error-code.ts'
import { isRetryableStatus, retryAfterMs } from '../../http-status.ts'

/** Used up for good, though the status is that of a limit on the rate. */
const QUOTA_SPENT = 'insufficient_quota'

/**
 * The API's own wording may quote the key or the prompt, and causes are logged: of it only the status
 * and the code are kept.
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
