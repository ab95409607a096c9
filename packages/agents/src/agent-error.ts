import { ERRORS } from '@threadkeep/shared'

/** Timers overflow beyond 24 days and go off at once, so what asks for longer would be asked again at once. */
const LONGEST_WAIT_MS = 86_400_000

/**
 * The agent rejected the request, timed out or failed. Callers read the text of the error table,
 * because a provider's own may quote the prompt or a key; that one stays in `cause`.
 */
export class AgentError extends Error {
  readonly reason = 'AGENT_FAILED'
  /** The same request may succeed later. */
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined

  constructor({ retryable, retryAfterMs, cause }: AgentErrorOptions) {
    super(ERRORS.AGENT_FAILED.message, { cause })
    this.name = 'AgentError'
    this.retryable = retryable
    this.retryAfterMs = retryAfterMs && Math.min(retryAfterMs, LONGEST_WAIT_MS)
  }
}

export interface AgentErrorOptions {
  retryable: boolean
  retryAfterMs?: number | undefined
  cause?: unknown
}
