import { type RequestHandler, Router } from 'express'
import type { HealthReporter } from '../../health/health-report.ts'
import { rejectOtherMethods } from '../error-handlers.ts'

export function healthRoutes(reportHealth: HealthReporter): Router {
  const report: RequestHandler = async (_req, res) => {
    const health = await reportHealth()
    res.status(health.status === 'healthy' ? 200 : 503).json(health)
  }
  return (
    Router({ caseSensitive: true, strict: true })
      // Does not ask the store, because restarting this process would not bring Redis back.
      .get('/livez', (_req, res) => {
        res.json({ status: 'healthy' })
      })
      .get('/readyz', report)
      .get('/health', report)
      .post('/health', report)
      .all(['/livez', '/readyz'], rejectOtherMethods(['GET']))
      .all('/health', rejectOtherMethods(['GET', 'POST']))
  )
}
