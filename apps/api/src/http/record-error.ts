import { ERRORS } from '@threadkeep/shared'
import type { TRPCError } from '@trpc/server'
import { errorDetails } from '../errors/error-map.ts'
import type { RequestLogContext } from '../observability/request-log-context.ts'

/** Records an error for the request's log line, the only place that shows its cause. */
export function recordError(trace: RequestLogContext, error: TRPCError, procedure?: string): void {
  const { reason } = errorDetails(error)
  // A parser's message quotes the bad request, and with it what users wrote.
  const quotesCaller = ERRORS[reason].httpStatus < 500 && reason !== 'UNAUTHENTICATED'
  trace.errors.push({
    procedure,
    reason,
    cause: quotesCaller ? undefined : error.cause,
  })
}
