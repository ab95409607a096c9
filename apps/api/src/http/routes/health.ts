import { type RequestHandler, Router } from 'express'
import type { HealthReporter } from '../../health/health-report.ts'
import { rejectOtherMethods } from '../error-handlers.ts'

/** Does not ask the store, because restarting this process would not bring Redis back. */
export function livezRoute(): Router {
  return Router({ caseSensitive: true, strict: true })
    .get('/livez', (_req, res) => {
      res.json({ status: 'healthy' })
    })
    .all('/livez', rejectOtherMethods(['GET']))
}

export function readinessRoutes(reportHealth: HealthReporter): Router {
  const report: RequestHandler = async (_req, res) => {
    const health = await reportHealth()
    res.status(health.status === 'healthy' ? 200 : 503).json(health)
  }
  return Router({ caseSensitive: true, strict: true })
    .get('/readyz', report)
    .get('/health', report)
    .post('/health', report)
    .all('/readyz', rejectOtherMethods(['GET']))
    .all('/health', rejectOtherMethods(['GET', 'POST']))
}
