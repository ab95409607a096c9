import type { AppRouter } from '@threadkeep/api'
import type { Operation, OperationResultObserver, TRPCLink } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import { beforeAbort, onAbort, sleep } from '../abort.ts'
import { failureReason, toFailure } from '../failures.ts'
import { createRetryDelay } from '../retry-delay.ts'
import type { FailedAttempt } from '../retry-link.ts'
import type { RetryOptions } from '../retry-options.ts'
import { isRetryable } from '../retry-policy.ts'
import type { TokenRenewal } from '../token-renewal.ts'
import { receive } from './receive.ts'

export interface SubscriptionLinkOptions {
  url: string
  /** Called for every connection. */
  headers(): Promise<Record<string, string>>
  /** Without one, the global fetch. */
  fetch: typeof fetch | undefined
  retry: RetryOptions
  renewal: TokenRenewal
  onFailure(failed: FailedAttempt): void
}

/** Bound of the random wait before a connection. */
const MAX_DELAY_MS = 10_000

/**
 * Subscriptions that outlive their connections: each new connection resumes behind the last event, as
 * long as that can succeed. Replaces tRPC's httpSubscriptionLink: an EventSource sends no headers,
 * reconnects after a fixed time, and stops for good once the token has expired.
 */
export function subscriptionLink(options: SubscriptionLinkOptions): TRPCLink<AppRouter> {
  const { retry, renewal, onFailure } = options
  const retryDelay = createRetryDelay(retry.baseDelayMs, MAX_DELAY_MS)

  return () =>
    ({ op }) =>
      observable((observer) => {
        const ended = new AbortController()
        const removeListener = op.signal ? onAbort(op.signal, () => ended.abort()) : () => {}
        follow(op, ended.signal, observer)
          .catch((error: unknown) => {
            if (ended.signal.aborted) observer.complete()
            else observer.error(toFailure(error))
          })
          .finally(removeListener)
        return () => {
          removeListener()
          ended.abort()
        }
      })

  /** Rejects with the error that ends the subscription, and on an abort. */
  async function follow(
    op: Operation,
    signal: AbortSignal,
    observer: OperationResultObserver<AppRouter, unknown>,
  ): Promise<never> {
    let lastEventId: string | undefined
    let failedAttempts = 0
    let hasRenewed = false
    for (;;) {
      const renewals = renewal.count()
      try {
        const headers = await beforeAbort(options.headers(), signal)
        const connection = receive({
          url: urlOf(options.url, op),
          // By header, also because a URL that changes would cost a preflight request each time.
          headers: {
            ...headers,
            ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
          },
          fetch: options.fetch ?? globalThis.fetch,
          signal,
          connectMs: retry.attemptMs,
        })
        for await (const received of connection) {
          if (received.type === 'connected') {
            observer.next({ result: { type: 'state', state: 'pending', error: null } })
            continue
          }
          // Not on `connected`: the server sends its errors after it.
          failedAttempts = 0
          hasRenewed = false
          if (received.type === 'ping') continue
          const { id = lastEventId, data } = received
          lastEventId = id
          observer.next({ result: { data: id === undefined ? data : { id, data } } })
        }
      } catch (cause) {
        if (signal.aborted) throw cause
        const error = toFailure(cause)
        failedAttempts += 1
        const mayRenew: boolean = failureReason(error) === 'UNAUTHENTICATED' && !hasRenewed
        const renews: boolean = mayRenew && (await renewal.renewAfter(renewals))
        hasRenewed ||= renews
        const willRetry = renews || (isRetryable(op, error) && retry.shouldRetry(op, error))
        onFailure({ call: op, error, attempt: failedAttempts, willRetry })
        if (!willRetry) throw error
        observer.next({ result: { type: 'state', state: 'connecting', error } })
        if (!renews) await sleep(retryDelay(failedAttempts, error), signal)
      }
    }
  }
}

function urlOf(base: string, { path, input }: Operation): string {
  const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`
  return `${base}/${path}${query}`
}
