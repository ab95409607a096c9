import { TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import type { ErrorRequestHandler, RequestHandler } from 'express'
import { errorHeaders, toTRPCError } from '../error-map.ts'
import type { AppRouter } from '../routers/app.ts'
import { answeredError } from './answered-error.ts'
import type { ContextOf } from './request-context.ts'

export const notFound: RequestHandler = () => {
  throw new TRPCError({ code: 'NOT_FOUND' })
}

/** Answers the errors of plain HTTP routes in the shape that tRPC's have. */
export function plainErrors(router: AppRouter, contextOf: ContextOf): ErrorRequestHandler {
  // Express tells an error handler by its four parameters.
  return (thrown, req, res, _next) => {
    const error = toTRPCError(thrown)
    res
      .status(getHTTPStatusCodeFromError(error))
      .setHeaders(errorHeaders([error]))
      .json(answeredError(router, contextOf(req), error))
  }
}
