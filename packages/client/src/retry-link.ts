import type { AppRouter } from '@threadkeep/api'
import type { Operation, TRPCLink } from '@trpc/client'
import { observable, observableToPromise } from '@trpc/server/observable'
import { AbortError, onAbort, sleep, TimeoutError, withTimeout } from './abort.ts'
import { type Failure, failureReason, toFailure } from './failures.ts'
import { UnreachableError } from './fetch-json.ts'
import { createRetryBudget } from './retry-budget.ts'
import { createRetryDelay } from './retry-delay.ts'
import type { RetryOptions } from './retry-options.ts'
import { type Call, isRetryable, mayHaveBeenApplied } from './retry-policy.ts'
import type { TokenRenewal } from './token-renewal.ts'

export interface FailedAttempt {
  call: Call
  error: Failure
  /** 1 for the first. */
  attempt: number
  willRetry: boolean
}

export interface RetryLinkOptions {
  retry: RetryOptions
  renewal: TokenRenewal
  onFailure(failed: FailedAttempt): void
}

/**
 * Retries a call until it succeeds, cannot succeed, or has used up its attempts or time. tRPC's own
 * retryLink has no deadline, ignores Retry-After, and sees an abort only after the wait.
 */
export function retryLink({ retry, renewal, onFailure }: RetryLinkOptions): TRPCLink<AppRouter> {
  const retryDelay = createRetryDelay(retry.baseDelayMs)
  const budget = createRetryBudget(retry.perMinute)

  return () =>
    ({ op, next }) =>
      observable((observer) => {
        const ended = new AbortController()
        const removeListener = op.signal ? onAbort(op.signal, () => ended.abort()) : () => {}
        const attempt = (signal: AbortSignal) => observableToPromise(next({ ...op, signal }))
        repeat(op, ended.signal, attempt)
          .then(
            (envelope) => {
              observer.next(envelope)
              observer.complete()
            },
            (error) => observer.error(toFailure(error)),
          )
          .finally(removeListener)
        return () => {
          removeListener()
          ended.abort()
        }
      })

  async function repeat<Envelope>(
    call: Operation,
    signal: AbortSignal,
    makeAttempt: (signal: AbortSignal) => Promise<Envelope>,
  ) {
    const endsAt = performance.now() + retry.totalMs
    let isDoubtful = false
    let hasRenewed = false
    for (let attempt = 1; ; attempt++) {
      if (signal.aborted) throw new AbortError()
      const timeLeft = Math.max(0, endsAt - performance.now())
      const timeoutMs = Math.ceil(Math.min(retry.attemptMs, timeLeft))
      const renewals = renewal.count()
      try {
        return await withTimeout(timeoutMs, signal, makeAttempt)
      } catch (cause) {
        if (signal.aborted) throw new AbortError()
        const error = toFailure(cause instanceof TimeoutError ? new UnreachableError(cause) : cause)
        const reason = failureReason(error)
        // Deleted already: by an attempt whose response was lost, or by another client meanwhile.
        if (isDoubtful && reason === 'CONVERSATION_NOT_FOUND' && call.path === DELETE)
          return DELETED
        isDoubtful ||= mayHaveBeenApplied(call, error)
        const mayRenew: boolean = reason === 'UNAUTHENTICATED' && !hasRenewed
        const renews: boolean = mayRenew && (await renewal.renewAfter(renewals))
        hasRenewed ||= renews
        const wait = renews ? 0 : waitBeforeNext(call, error, attempt)
        const fits = wait < endsAt - performance.now()
        // The retry after a renewed token is not taken from the budget: it happens once for all calls.
        const willRetry = fits && (renews || budget.take())
        onFailure({ call, error, attempt, willRetry })
        if (!willRetry) throw error
        await sleep(wait, signal)
      }
    }
  }

  function waitBeforeNext(call: Call, error: Failure, attempt: number): number {
    const mayGoOn = attempt < retry.attempts && isRetryable(call, error)
    return mayGoOn && retry.shouldRetry(call, error) ? retryDelay(attempt, error) : Infinity
  }
}

const DELETE = 'conversation.delete'
const DELETED = { result: { data: { deleted: true } } }
