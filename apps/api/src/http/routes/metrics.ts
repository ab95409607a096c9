import { Router } from 'express'
import type { Registry } from '../../observability/metrics/registry.ts'
import { rejectOtherMethods } from '../error-handlers.ts'

/** Made of what this process has counted: never asks Redis, so an outage can be watched. */
export function metricsRoute(registry: Registry): Router {
  return Router({ caseSensitive: true, strict: true })
    .get('/metrics', async (_req, res) => {
      res.setHeader('content-type', registry.contentType)
      res.send(await registry.metrics())
    })
    .all('/metrics', rejectOtherMethods(['GET']))
}
