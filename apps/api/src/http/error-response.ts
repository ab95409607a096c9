import type { TRPCError } from '@trpc/server'
import { errorShape } from '../errors/error-shape.ts'
import type { RequestLogContext } from '../observability/request-log-context.ts'
import { recordError } from './record-error.ts'

/** An error in tRPC's envelope. Records it for the request's log line. */
export function errorResponse(trace: RequestLogContext, error: TRPCError, path?: string) {
  recordError(trace, error, path)
  return { error: errorShape(error, path, trace.requestId) }
}
