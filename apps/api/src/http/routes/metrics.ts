import { Router } from 'express'
import type { Registry } from '../../observability/metrics/registry.ts'
import { rejectOtherMethods } from '../error-handlers.ts'

/** From counters of this process only, never from Redis, so that an outage can be observed. */
export function metricsRoute(registry: Registry): Router {
  return Router({ caseSensitive: true, strict: true })
    .get('/metrics', async (_req, res) => {
      res.setHeader('content-type', registry.contentType)
      res.send(await registry.metrics())
    })
    .all('/metrics', rejectOtherMethods(['GET']))
}
