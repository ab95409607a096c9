import type { Failure } from './failures.ts'
import type { Call } from './retry-policy.ts'

export interface RetryOptions {
  /** How often a call is made at most, the first time included. 1 switches repeating off. */
  attempts: number
  /** Within which time all of them must end. */
  totalMs: number
  /** After which an attempt without an answer counts as failed. */
  attemptMs: number
  /** How many retries all calls together may make in a minute. */
  perMinute: number
  /**
   * Where Retry-After says nothing, the wait before the second attempt is a random part of this,
   * and of twice as much before each next one.
   */
  baseDelayMs: number
  /** Can forbid what the client would repeat by its own rules, not the reverse. */
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
