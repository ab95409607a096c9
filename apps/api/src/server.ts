import { setMaxListeners } from 'node:events'
import type { Server } from 'node:http'
import type { Limits } from '@threadkeep/shared'
import type { ConversationStore, RateLimitConnection } from '@threadkeep/store'
import cors from 'cors'
import type { RequestHandler } from 'express'
import type { Auth } from './auth/create-auth.ts'
import { createTurns } from './chat/turns.ts'
import type { HealthReporter } from './health/health-report.ts'
import { errorHandler, notFound } from './http/error-handlers.ts'
import { createApp, createHttpServer } from './http/http-server.ts'
import { devTokenRoute } from './http/routes/dev-token.ts'
import { livezRoute, readinessRoutes } from './http/routes/health.ts'
import { metricsRoute } from './http/routes/metrics.ts'
import type { Logger } from './observability/log.ts'
import { measureProcedures } from './observability/metrics/procedure-metrics.ts'
import type { Registry } from './observability/metrics/registry.ts'
import { measureWatches } from './observability/metrics/watch-metrics.ts'
import { createRateLimit } from './rate-limit/rate-limit.ts'
import { createEndpoints } from './rest/endpoints.ts'
import { EVENT_ENDPOINTS } from './rest/event-endpoints.ts'
import { eventRoutes } from './rest/event-routes.ts'
import { openApiRoute } from './rest/openapi/openapi-route.ts'
import { restRoutes } from './rest/rest-routes.ts'
import type { Runs } from './runs/runs.ts'
import { trpcHandler } from './trpc/adapter/http-handler.ts'
import { createContextOf } from './trpc/request-context.ts'
import { createAppRouter } from './trpc/routers/app.ts'
import { createWatches } from './watch/watches.ts'

export interface ServerDeps {
  store: ConversationStore
  auth: Auth
  reportHealth: HealthReporter
  runs: Runs
  log: Logger
  registry: Registry
  limits: Limits
  corsOrigins: string[]
  rateLimitPerMinute: number
  maxConnections: number
  /** Whether probes and metrics have a port of their own; only /livez is then here as well. */
  hasAdminPort?: boolean | undefined
  /** Max watches of this process at a time. */
  maxWatches: number
  /** Max watches of one user in this process. */
  maxWatchesPerUser: number
  /** Counts calls for all servers; without it, this process counts alone. */
  rateLimitConnection?: RateLimitConnection | undefined
  version: string
  /** Aborted when the server stops. */
  stopping: AbortSignal
}

/** The whole HTTP server, not yet listening. */
export function createServer(deps: ServerDeps): Server {
  const { store, auth, limits, registry, reportHealth } = deps
  // Every watch adds a listener.
  setMaxListeners(0, deps.stopping)
  const router = createAppRouter(limits)
  const contextOf = createContextOf(auth.verifyToken, {
    store,
    reportHealth,
    turns: createTurns(deps.runs),
    hasAppend: auth.hasAppend,
    runs: deps.runs,
    openWatch: createWatches(deps, deps.stopping, measureWatches(registry)),
    rateLimit: createRateLimit(deps.rateLimitPerMinute, deps.rateLimitConnection),
    procedureMetrics: measureProcedures(registry, Object.keys(router._def.procedures)),
  })
  const endpoints = createEndpoints(limits, { hasAppend: auth.hasAppend })

  const app = createApp(deps).use(allowOrigins(deps.corsOrigins))
  // First, because most requests end here.
  app.use('/trpc', trpcHandler(router, contextOf, deps.stopping))
  app.use(livezRoute())
  if (!deps.hasAdminPort) app.use(readinessRoutes(reportHealth), metricsRoute(registry))
  if (auth.issueDevToken !== null) app.use(devTokenRoute(auth.issueDevToken))
  app.use(
    '/api',
    eventRoutes({ router, endpoints: EVENT_ENDPOINTS, contextOf, stopping: deps.stopping }),
    restRoutes({ router, endpoints, contextOf }),
  )
  app.use(openApiRoute([...endpoints, ...EVENT_ENDPOINTS], deps.version))
  app.use(notFound, errorHandler)
  return createHttpServer(app, deps)
}

function allowOrigins(origin: string[]): RequestHandler {
  return cors({
    origin,
    methods: ['GET', 'POST', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'authorization',
      'content-type',
      'idempotency-key',
      'if-match',
      'if-none-match',
      'last-event-id',
      'x-request-id',
      'traceparent',
      'tracestate',
    ],
    exposedHeaders: ['etag', 'retry-after', 'x-request-id'],
    maxAge: 600,
  })
}
