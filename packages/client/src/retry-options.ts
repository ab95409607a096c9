import type { Failure } from './failures.ts'
import type { Call } from './retry-policy.ts'

export interface RetryOptions {
  /** Max attempts of a call, the first included. 1 switches retries off. */
  attempts: number
  /** The time in which all of them must end. */
  totalMs: number
  /** The time after which an attempt without a response counts as failed. */
  attemptMs: number
  /** Max retries of all calls together in a minute. */
  perMinute: number
  /**
   * Where Retry-After says nothing, the wait before the second attempt is a random part of this,
   * and of twice as much before each next one.
   */
  baseDelayMs: number
  /** Can forbid a retry that the client would make by its own rules, but cannot add one. */
  shouldRetry(call: Call, error: Failure): boolean
}

/** An agent may think for a while; a page should not. */
export const DEFAULT_RETRY: RetryOptions = {
  attempts: 4,
  totalMs: 60_000,
  attemptMs: 30_000,
  perMinute: 60,
  baseDelayMs: 500,
  shouldRetry: () => true,
}
