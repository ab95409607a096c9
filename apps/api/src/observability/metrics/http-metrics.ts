import type { RequestHandler } from 'express'
import { Counter, Gauge, type Registry } from 'prom-client'

/** The only ones to become labels: anybody can ask for any path. */
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

/** HTTP as load balancers see it: also what is refused before there is a procedure. */
export function measureHttp(registry: Registry): RequestHandler {
  const registers = [registry]
  const responses = new Counter({
    name: 'threadkeep_http_responses_total',
    help: 'HTTP answers by status; aborted where the client had gone before its answer.',
    labelNames: ['route', 'status'],
    registers,
  })
  const inFlight = new Gauge({
    name: 'threadkeep_http_requests_in_flight',
    help: 'HTTP requests that are being answered.',
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
}
