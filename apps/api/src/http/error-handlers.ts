import { TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import type { ErrorRequestHandler, RequestHandler } from 'express'
import { errorHeaders, toTRPCError } from '../errors/error-map.ts'
import { logContextOf } from '../observability/request-log-context.ts'
import { answeredError } from './error-response.ts'

export const notFound: RequestHandler = () => {
  throw new TRPCError({ code: 'NOT_FOUND' })
}

/** Answers the errors of plain HTTP routes in the shape that tRPC's have. */
// Express tells an error handler by its four parameters.
export const plainErrors: ErrorRequestHandler = (thrown, req, res, _next) => {
  const error = toTRPCError(thrown)
  res
    .status(getHTTPStatusCodeFromError(error))
    .setHeaders(errorHeaders([error]))
    .json(answeredError(logContextOf(req), error))
}
