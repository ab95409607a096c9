import type { AppRouter } from '@threadkeep/api'
import { type Operation, TRPCClientError, type TRPCLink } from '@trpc/client'
import { observable, observableToPromise } from '@trpc/server/observable'
import { anySignal, beforeAbort, sleep } from './abort.ts'
import { failureReason } from './failures.ts'
import { UnreachableError } from './fetch-json.ts'
import { createRetryDelay } from './retry-delay.ts'
import type { RetryOptions } from './retry-options.ts'
import { type Call, type Failure, isRetryable, mayHaveBeenApplied } from './retry-policy.ts'

export interface FailedAttempt {
  call: Call
  error: Failure
  /** 1 for the first. */
  attempt: number
  willRetry: boolean
}

export interface RetryLinkOptions {
  retry: RetryOptions
  renewToken(): boolean | Promise<boolean>
  onFailure(failed: FailedAttempt): void
}

/**
 * Makes a call until it succeeds, cannot, or has used up its attempts or time. tRPC's own retryLink
 * has no deadline, waits without regard to the answer, and sees an abort only after the wait.
 */
export function retryLink({ retry, renewToken, onFailure }: RetryLinkOptions): TRPCLink<AppRouter> {
  const retryDelay = createRetryDelay(retry.baseDelayMs)

  return () =>
    ({ op, next }) =>
      observable((observer) => {
        const unsubscribed = new AbortController()
        const attempt = (signal: AbortSignal) =>
          beforeAbort(observableToPromise(next({ ...op, signal })), signal)
        repeat(op, anySignal(op.signal, unsubscribed.signal), attempt).then(
          (envelope) => {
            observer.next(envelope)
            observer.complete()
          },
          (error) => observer.error(toFailure(error)),
        )
        return () => unsubscribed.abort()
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
      const timeLeft = Math.max(0, endsAt - performance.now())
      const timeout = AbortSignal.timeout(Math.ceil(Math.min(retry.attemptMs, timeLeft)))
      try {
        return await makeAttempt(anySignal(signal, timeout))
      } catch (cause) {
        signal.throwIfAborted()
        const error = toFailure(timeout.aborted ? new UnreachableError(timeout.reason) : cause)
        const reason = failureReason(error)
        // Gone, as was asked: by an attempt whose answer was lost, or by somebody else meanwhile.
        if (isDoubtful && reason === 'CONVERSATION_NOT_FOUND' && call.path === DELETE)
          return DELETED
        isDoubtful ||= mayHaveBeenApplied(call, error)
        const renews: boolean = reason === 'UNAUTHENTICATED' && !hasRenewed && (await renewToken())
        hasRenewed ||= renews
        const wait = renews ? 0 : waitBeforeNext(call, error, attempt)
        const willRetry = wait < endsAt - performance.now()
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

function toFailure(thrown: unknown): Failure {
  return TRPCClientError.from(thrown instanceof Error ? thrown : new Error(String(thrown)))
}
