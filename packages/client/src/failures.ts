import type { AppRouter } from '@threadkeep/api'
import { isTRPCClientError, TRPCClientError } from '@trpc/client'
import { JsonResponse, UnreachableError } from './fetch-json.ts'

export type Failure = TRPCClientError<AppRouter>

type ErrorReason = NonNullable<Failure['data']>['reason']

/** Why a call failed: one of the API's reasons, or no response of the API at all. */
export type FailureReason = ErrorReason | 'UNREACHABLE'

/** Undefined for errors of the caller: an abort, or a token that could not be obtained. */
export function failureReason(error: unknown): FailureReason | undefined {
  if (!isTRPCClientError<AppRouter>(error)) return undefined
  if (error.data?.reason !== undefined) return error.data.reason
  return responseOf(error) === undefined ? undefined : 'UNREACHABLE'
}

/** How long the failed response asks to wait before the next attempt. */
export function retryAfterMs(error: unknown): number | undefined {
  const value = responseOf(error)?.headers?.get('retry-after') ?? ''
  // In seconds by our server; proxies may name a time instead.
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

/** The HTTP response, by the API or by a proxy. Without a status there was no response. */
export function responseOf(error: unknown): JsonResponse | UnreachableError | undefined {
  if (!isTRPCClientError(error)) return undefined
  const response = error.meta?.['response'] ?? error.cause
  const isKnown = response instanceof JsonResponse || response instanceof UnreachableError
  return isKnown ? response : undefined
}

export function toFailure(thrown: unknown): Failure {
  return TRPCClientError.from(thrown instanceof Error ? thrown : new Error(String(thrown)))
}
