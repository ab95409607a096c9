import type { Server } from 'node:http'
import type { HealthReporter } from './health/health-report.ts'
import { errorHandler, notFound } from './http/error-handlers.ts'
import { createApp, createHttpServer, type HttpServerDeps } from './http/http-server.ts'
import { livezRoute, readinessRoutes } from './http/routes/health.ts'
import { metricsRoute } from './http/routes/metrics.ts'

/** Probes and scrapers hold a handful; the rest of the process's descriptors are for callers. */
const MAX_CONNECTIONS = 100

/**
 * Probes and metrics on a port of their own: callers who use up the connections of the API take
 * none of these, so a busy server is not restarted. Not yet listening.
 */
export function createAdminServer(
  deps: Pick<HttpServerDeps, 'log' | 'registry'>,
  reportHealth: HealthReporter,
): Server {
  const httpDeps = { ...deps, maxConnections: MAX_CONNECTIONS }
  const app = createApp(httpDeps)
  app.use(livezRoute(), readinessRoutes(reportHealth), metricsRoute(deps.registry))
  app.use(notFound, errorHandler)
  return createHttpServer(app, httpDeps)
}
