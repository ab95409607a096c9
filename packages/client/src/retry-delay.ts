import { responseOf, retryAfterMs } from './failures.ts'

export type RetryDelay = (failedAttempts: number, error: Error) => number

/**
 * Random from 0 on ("full jitter"), on top of what the server asked for, so that clients that failed
 * together do not retry together. Calls of one batch share their wait, and so become one batch again.
 */
export function createRetryDelay(baseDelayMs: number, maxDelayMs = Infinity): RetryDelay {
  const waits = new WeakMap<object, number>()
  return (failedAttempts, error) => {
    const failed = responseOf(error) ?? error
    const known = waits.get(failed)
    if (known !== undefined) return known
    const jitter = Math.random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (failedAttempts - 1))
    const wait = (retryAfterMs(error) ?? 0) + jitter
    waits.set(failed, wait)
    return wait
  }
}
