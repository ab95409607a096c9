import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import express, { type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import type { Logger } from '../observability/log.ts'
import { measureHttp } from '../observability/metrics/http-metrics.ts'
import type { Registry } from '../observability/metrics/registry.ts'
import { traceParent } from '../observability/tracing/trace-parent.ts'
import { handleClientErrors } from './connections/client-errors.ts'
import { containErrors } from './connections/contain-errors.ts'
import { limitConnections } from './connections/limit-connections.ts'
import { enableLingeringClose } from './connections/lingering-close.ts'
import { readInTurn } from './connections/read-in-turn.ts'
import { serveUsersFirst } from './connections/serve-users-first.ts'
import { createExpressServer } from './express-server.ts'
import { inOriginForm } from './origin-form.ts'
import { requestLog } from './request-log.ts'
import { checkRequiredHeaders, handleExpectations } from './required-headers.ts'

export interface HttpServerDeps {
  log: Logger
  registry: Registry
  maxConnections: number
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

/** An application with what every response has: a line in the log, a count, headers. */
export function createApp({ log, registry }: HttpServerDeps): Express {
  const app = express().disable('etag').enable('case sensitive routing')
  app.use(requestLog(log), measureHttp(registry), traceParent)
  return app.use(helmet(), noStore, checkRequiredHeaders)
}

/** Serves an application, with bounds for slow, endless and unreadable requests. Does not listen. */
export function createHttpServer(app: Express, deps: HttpServerDeps): Server {
  // Two Authorization or Content-Type headers are joined and so become invalid; by default Node
  // takes the first.
  const options = { ...TIMEOUTS, joinDuplicateHeaders: true, requireHostHeader: false }
  const ofUsers = new WeakSet<Socket>()
  const listener = serveUsersFirst(containErrors(app, deps.log), ofUsers)
  const server = createExpressServer(options, app, inOriginForm(listener))
  readInTurn(server, ofUsers)
  handleExpectations(server)
  handleClientErrors(server, deps.log)
  enableLingeringClose(server)
  limitConnections(server, { ...deps, stalledMs: STALLED_MS, slowReaderMs: SLOW_READER_MS })
  return server
}

const noStore: RequestHandler = (_req, res, next) => {
  res.setHeader('cache-control', 'no-store')
  next()
}
