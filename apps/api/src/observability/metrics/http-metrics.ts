import type { RequestHandler } from 'express'
import { Counter, Gauge, type Registry } from 'prom-client'
import { memoizeByObject } from '../../lib/memoize-by-object.ts'

/** The only paths that become labels, because anyone can request any path. */
const ROUTES = [
  '/trpc',
  '/api',
  '/openapi.json',
  '/livez',
  '/readyz',
  '/health',
  '/metrics',
  '/dev',
]

/**
 * Counts HTTP responses as load balancers see them, including requests that reach no procedure. One
 * set of counters for a registry: the API and the admin port share it.
 */
export const measureHttp: (registry: Registry) => RequestHandler = memoizeByObject((registry) => {
  const registers = [registry]
  const responses = new Counter({
    name: 'threadkeep_http_responses_total',
    help: 'HTTP responses by status; aborted if the client disconnected before.',
    labelNames: ['route', 'status'],
    registers,
  })
  const inFlight = new Gauge({
    name: 'threadkeep_http_requests_in_flight',
    help: 'HTTP requests in flight.',
    labelNames: ['route'],
    registers,
  })
  return ({ path }, res, next) => {
    const route = ROUTES.find((known) => path === known || path.startsWith(`${known}/`)) ?? 'other'
    inFlight.inc({ route })
    res.once('close', () => {
      inFlight.dec({ route })
      responses.inc({ route, status: res.writableFinished ? res.statusCode : 'aborted' })
    })
    next()
  }
})
