import { MAX_BODY_BYTES, MAX_CALLS_PER_BATCH } from '@threadkeep/shared'
import { InvalidInputError } from '@threadkeep/store'
import { TRPCError } from '@trpc/server'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import { type RequestHandler, Router } from 'express'
import type { Context } from '../context.ts'
import { errorHeaders } from '../error-map.ts'
import { currentTrace } from '../request-trace.ts'
import type { AppRouter } from '../routers/app.ts'
import type { ContextOf } from './request-context.ts'
import { traceError } from './trace-error.ts'

export function trpcRoute(router: AppRouter, contextOf: ContextOf): Router {
  const handler = createExpressMiddleware({
    router,
    maxBatchSize: MAX_CALLS_PER_BATCH,
    maxBodySize: MAX_BODY_BYTES,
    createContext({ req, info }): Context {
      const trace = currentTrace()
      if (trace !== undefined) trace.procedures = knownProcedures(info.calls)
      return contextOf(req)
    },
    onError: ({ error, path }) => traceError(error, path),
    responseMeta({ errors, info }) {
      const headers = errorHeaders(errors)
      // tRPC sets none on a request that it could not read.
      if (info === undefined) headers.set('content-type', 'application/json')
      return { headers }
    },
  })
  return Router().use(refuseUnservable, handler)
}

const METHODS = new Set(['GET', 'HEAD', 'POST'])

/** What tRPC would take, but that would go past the promises made for its answers. */
const refuseUnservable: RequestHandler = (req, _res, next) => {
  // tRPC looks at the last segment only: /trpc/health/conversation.list would be the list.
  if (!/^\/[^/]+$/.test(req.path)) throw new TRPCError({ code: 'NOT_FOUND' })
  // Of the others, tRPC cannot even make a request object of TRACE.
  if (!METHODS.has(req.method)) throw new TRPCError({ code: 'METHOD_NOT_SUPPORTED' })
  // A stream has sent its 200 before it knows of the 503.
  if (`${req.headers['trpc-accept']},${req.headers.accept}`.includes('application/jsonl')) {
    throw new InvalidInputError([{ path: 'accept', message: 'must not be application/jsonl' }])
  }
  // Forms need no preflight, and arrive as an object without fields.
  const readable = req.is('application/json') && req.headers['content-encoding'] === undefined
  if (req.method === 'POST' && !readable) {
    throw new TRPCError({ code: 'UNSUPPORTED_MEDIA_TYPE' })
  }
  next()
}

function knownProcedures(calls: readonly { path: string; procedure: unknown }[]): string[] {
  return calls.flatMap(({ path, procedure }) => (procedure === null ? [] : [path]))
}
