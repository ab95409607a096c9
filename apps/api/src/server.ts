import { setMaxListeners } from 'node:events'
import type { Server } from 'node:http'
import type { Limits } from '@threadkeep/shared'
import type { ConversationStore, RateLimitConnection } from '@threadkeep/store'
import cors from 'cors'
import express, { type RequestHandler } from 'express'
import helmet from 'helmet'
import type { Auth } from './auth/create-auth.ts'
import { createTurns } from './chat/turns.ts'
import { createHealthReporter } from './health/health-report.ts'
import { handleClientErrors } from './http/connections/client-errors.ts'
import { limitConnections } from './http/connections/limit-connections.ts'
import { enableLingeringClose } from './http/connections/lingering-close.ts'
import { errorHandler, notFound } from './http/error-handlers.ts'
import { createExpressServer } from './http/express-server.ts'
import { requestLog } from './http/request-log.ts'
import { checkRequiredHeaders, handleExpectations } from './http/required-headers.ts'
import { devTokenRoute } from './http/routes/dev-token.ts'
import { healthRoutes } from './http/routes/health.ts'
import { metricsRoute } from './http/routes/metrics.ts'
import type { Logger } from './observability/log.ts'
import { measureHttp } from './observability/metrics/http-metrics.ts'
import { measureProcedures } from './observability/metrics/procedure-metrics.ts'
import type { Registry } from './observability/metrics/registry.ts'
import { measureWatches } from './observability/metrics/watch-metrics.ts'
import { traceParent } from './observability/tracing/trace-parent.ts'
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
  runs: Runs
  log: Logger
  registry: Registry
  limits: Limits
  corsOrigins: string[]
  rateLimitPerMinute: number
  maxConnections: number
  /** Max watches of this process at a time. */
  maxWatches: number
  /** Counts calls for all servers; without it, this process counts alone. */
  rateLimitConnection?: RateLimitConnection | undefined
  version: string
  /** Aborted when the server stops. */
  stopping: AbortSignal
}

/**
 * Node's defaults are five minutes for slow clients, and less than load balancers' for idle ones.
 */
const TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16 * 1024,
}

/** Longer than two changes and an agent take, because nothing is sent meanwhile. */
const STALLED_MS = 120_000

/** For clients that read a large response slowly, or not at all. */
const SLOW_READER_MS = 30_000

/** The whole HTTP server, not yet listening. */
export function createServer(deps: ServerDeps): Server {
  const { store, auth, limits, registry } = deps
  // Every watch adds a listener.
  setMaxListeners(0, deps.stopping)
  const router = createAppRouter(limits)
  const reportHealth = createHealthReporter({ ...deps, hasTokenKeys: auth.keys.isUsable })
  const contextOf = createContextOf(auth.verifyToken, {
    store,
    reportHealth,
    turns: createTurns(deps.runs),
    hasAppend: auth.hasAppend,
    runs: deps.runs,
    openWatch: createWatches(deps.maxWatches, deps.stopping, measureWatches(registry)),
    rateLimit: createRateLimit(deps.rateLimitPerMinute, deps.rateLimitConnection),
    procedureMetrics: measureProcedures(registry, Object.keys(router._def.procedures)),
  })
  const endpoints = createEndpoints(limits, { hasAppend: auth.hasAppend })

  const app = express().disable('etag').enable('case sensitive routing')
  app.use(requestLog(deps.log), measureHttp(registry), traceParent)
  app.use(helmet(), noStore, checkRequiredHeaders, allowOrigins(deps.corsOrigins))
  // First, because most requests end here.
  app.use('/trpc', trpcHandler(router, contextOf, deps.stopping))
  app.use(healthRoutes(reportHealth), metricsRoute(registry))
  if (auth.issueDevToken !== null) app.use(devTokenRoute(auth.issueDevToken))
  app.use(
    '/api',
    eventRoutes({ router, endpoints: EVENT_ENDPOINTS, contextOf, stopping: deps.stopping }),
    restRoutes({ router, endpoints, contextOf }),
  )
  app.use(openApiRoute([...endpoints, ...EVENT_ENDPOINTS], deps.version))
  app.use(notFound, errorHandler)
  // Two Authorization or Content-Type headers are joined and so become invalid; by default Node
  // takes the first.
  const options = { ...TIMEOUTS, joinDuplicateHeaders: true, requireHostHeader: false }
  const server = createExpressServer(options, app)
  handleExpectations(server)
  handleClientErrors(server, deps.log)
  enableLingeringClose(server)
  const { log, maxConnections } = deps
  limitConnections(server, {
    maxConnections,
    stalledMs: STALLED_MS,
    slowReaderMs: SLOW_READER_MS,
    log,
    registry,
  })
  return server
}

const noStore: RequestHandler = (_req, res, next) => {
  res.setHeader('cache-control', 'no-store')
  next()
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
      'last-event-id',
      'x-request-id',
      'traceparent',
      'tracestate',
    ],
    exposedHeaders: ['etag', 'retry-after', 'x-request-id'],
    maxAge: 600,
  })
}
