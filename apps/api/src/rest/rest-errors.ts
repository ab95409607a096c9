import { TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import type { ErrorRequestHandler, RequestHandler } from 'express'
import { errorDetails, errorHeaders, errorMessage, toTRPCError } from '../errors/error-map.ts'
import { traceError } from '../http/record-error.ts'
import { logContextOf } from '../observability/request-log-context.ts'

/** The errors of tRPC's answers, without its envelope. */
// Express tells an error handler by its four parameters.
export const restErrors: ErrorRequestHandler = (thrown, req, res, _next) => {
  const error = toTRPCError(thrown)
  const trace = logContextOf(req)
  traceError(trace, error, trace.procedures[0])
  const { reason, ...details } = errorDetails(error)
  const message = errorMessage(error)
  res
    .status(getHTTPStatusCodeFromError(error))
    .setHeaders(errorHeaders([error]))
    .json({ error: { reason, message, requestId: trace.requestId, ...details } })
}

export function refuseOtherMethods(allowed: readonly string[]): RequestHandler {
  return (_req, res) => {
    res.setHeader('allow', allowed.join(', '))
    throw new TRPCError({ code: 'METHOD_NOT_SUPPORTED' })
  }
}
