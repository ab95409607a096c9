import { Router } from 'express'
import { paceWork } from '../../lib/pace-work.ts'
import type { Registry } from '../../observability/metrics/registry.ts'
import { rejectOtherMethods } from '../error-handlers.ts'

/** Far below any scrape interval, and long enough that a flood of scrapes costs callers little. */
const INTERVAL_MS = 100

/**
 * From counters of this process only, never from Redis, so that an outage can be observed.
 * Concurrent scrapes share the bytes of one text, because callers wait while it is made.
 */
export function metricsRoute(registry: Registry): Router {
  const text = paceWork(async () => Buffer.from(await registry.metrics()), INTERVAL_MS)
  return Router({ caseSensitive: true, strict: true })
    .get('/metrics', async (_req, res) => {
      res.setHeader('content-type', registry.contentType)
      res.send(await text())
    })
    .all('/metrics', rejectOtherMethods(['GET']))
}
