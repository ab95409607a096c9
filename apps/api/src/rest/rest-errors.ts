import type { TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import type { ErrorRequestHandler, Request } from 'express'
import { errorDetails, errorHeaders, errorMessage, toTRPCError } from '../errors/error-map.ts'
import { recordError } from '../http/record-error.ts'
import { logContextOf } from '../observability/request-log-context.ts'

// Express recognises an error handler by its four parameters.
export const restErrors: ErrorRequestHandler = (thrown, req, res, _next) => {
  const error = toTRPCError(thrown)
  res
    .status(getHTTPStatusCodeFromError(error))
    .setHeaders(errorHeaders([error]))
    .json(restError(req, error))
}

/** An error as in tRPC's responses, without the envelope. Records it for the request's log line. */
export function restError(req: Request, error: TRPCError) {
  const trace = logContextOf(req)
  recordError(trace, error, trace.procedures[0])
  const { reason, ...details } = errorDetails(error)
  const message = errorMessage(error)
  return { error: { reason, message, requestId: trace.requestId, ...details } }
}
