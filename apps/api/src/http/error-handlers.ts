import { TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import type { ErrorRequestHandler, RequestHandler } from 'express'
import { errorHeaders, toTRPCError } from '../errors/error-map.ts'
import { logContextOf } from '../observability/request-log-context.ts'
import { errorResponse } from './error-response.ts'

export const notFound: RequestHandler = () => {
  throw new TRPCError({ code: 'NOT_FOUND' })
}

/** Rejects other methods. Comes after the handlers of a path, whose methods these are. */
export function rejectOtherMethods(allowed: readonly string[]): RequestHandler {
  // Express serves a HEAD by the handler of GET.
  const methods = allowed.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  return (_req, res) => {
    res.setHeader('allow', methods.join(', '))
    throw new TRPCError({ code: 'METHOD_NOT_SUPPORTED' })
  }
}

/** Responds to errors of plain HTTP routes in the shape of tRPC's. */
// Express recognises an error handler by its four parameters.
export const errorHandler: ErrorRequestHandler = (thrown, req, res, _next) => {
  const error = toTRPCError(thrown)
  res
    .status(getHTTPStatusCodeFromError(error))
    .setHeaders(errorHeaders([error]))
    .json(errorResponse(logContextOf(req), error))
}
