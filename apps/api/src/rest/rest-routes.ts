import { callTRPCProcedure } from '@trpc/server'
import { type RequestHandler, Router } from 'express'
import { notFound, rejectOtherMethods } from '../http/error-handlers.ts'
import { isObject } from '../http/json/parse-json.ts'
import { memoizeAsync } from '../lib/memoize-async.ts'
import { logContextOf } from '../observability/request-log-context.ts'
import { countResponse } from '../trpc/count-response.ts'
import type { ContextOf } from '../trpc/request-context.ts'
import type { AppRouter } from '../trpc/routers/app.ts'
import { type Endpoint, isRevisioned, toExpressPath } from './endpoint.ts'
import { parseInput } from './parse-input.ts'
import { restErrors } from './rest-errors.ts'
import { namesTag, revisionTag } from './revision-tag.ts'

export interface RestDeps {
  router: AppRouter
  endpoints: readonly Endpoint[]
  contextOf: ContextOf
}

/**
 * The procedures for clients without tRPC. A request becomes a call of the same procedure, so that
 * authorization, limits, errors and logs are the same by construction.
 */
export function restRoutes({ router, endpoints, contextOf }: RestDeps): Router {
  const routes = Router({ caseSensitive: true, strict: true })
  for (const endpoint of endpoints) {
    routes
      .route(toExpressPath(endpoint))
      [toExpressMethod(endpoint.method)](callProcedure(router, endpoint, contextOf))
  }
  for (const path of new Set(endpoints.map(toExpressPath))) {
    const allowed = endpoints.filter((endpoint) => toExpressPath(endpoint) === path)
    routes.all(path, rejectOtherMethods(allowed.map(({ method }) => method)))
  }
  return routes.use(notFound, restErrors)
}

function callProcedure(
  router: AppRouter,
  endpoint: Endpoint,
  contextOf: ContextOf,
): RequestHandler {
  const path = `conversation.${endpoint.procedure}`
  // A GET calls queries only, whatever the table says.
  const type =
    endpoint.method === 'GET' ? 'query' : router.conversation[endpoint.procedure]._def.type
  return async (req, res) => {
    logContextOf(req).procedures = [path]
    const ctx = contextOf(req, res)
    const result = await callTRPCProcedure({
      router,
      path,
      type,
      ctx,
      // Read after authentication and rate limit, so that strangers' bodies are not read.
      getRawInput: memoizeAsync(() => parseInput(endpoint, req, ctx.usage)),
      signal: undefined,
      batchIndex: 0,
    })
    if (isRevisioned(endpoint) && isObject(result)) {
      const tag = revisionTag(result['revision'])
      res.setHeader('etag', tag)
      if (endpoint.method === 'GET' && namesTag(req.get('if-none-match'), tag)) {
        res.status(304).end()
        return countResponse(ctx, req, res, 0)
      }
    }
    res.json(result)
    countResponse(ctx, req, res, Number(res.getHeader('content-length')))
  }
}

function toExpressMethod(method: Endpoint['method']) {
  const methods = { GET: 'get', POST: 'post', PATCH: 'patch', DELETE: 'delete' } as const
  return methods[method]
}
