import { ERRORS } from '@threadkeep/shared'
import type { TRPCError } from '@trpc/server'
import { errorDetails } from '../errors/error-map.ts'
import type { RequestLogContext } from '../observability/request-log-context.ts'

/** Notes an answered error for the request's line in the log, where alone its cause is told. */
export function recordError(trace: RequestLogContext, error: TRPCError, procedure?: string): void {
  const { reason } = errorDetails(error)
  // What a parser says of a bad request quotes it, and with it what people wrote.
  const quotesCaller = ERRORS[reason].httpStatus < 500 && reason !== 'UNAUTHENTICATED'
  trace.errors.push({
    procedure,
    reason,
    cause: quotesCaller ? undefined : error.cause,
  })
}
