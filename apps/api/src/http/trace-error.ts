import type { TRPCError } from '@trpc/server'
import { errorDetails } from '../error-map.ts'
import { currentTrace } from '../request-trace.ts'

/** Notes an answered error for the request's line in the log, where alone its cause is told. */
export function traceError(error: TRPCError, procedure?: string): void {
  const { reason } = errorDetails(error)
  currentTrace()?.errors.push({ procedure, reason, cause: error.cause })
}
