import {
  createServer,
  IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  ServerResponse,
} from 'node:http'
import type { Express } from 'express'
import { serveInTurn } from './connections/serve-in-turn.ts'

/**
 * Creates requests and responses with Express's prototypes. Otherwise Express replaces the
 * prototype of each, which makes every such object the only one of its hidden class; all code that
 * touches it then takes the slow path, at a third of the cost of a response.
 */
export function createExpressServer(
  options: ServerOptions,
  app: Express,
  listener: RequestListener = app,
): Server {
  class Request extends IncomingMessage {}
  class Response extends ServerResponse {}
  Object.setPrototypeOf(Request.prototype, app.request)
  Object.setPrototypeOf(Response.prototype, app.response)
  // Express would make a 304 without content-length of anything, a health report too, for `*`.
  Object.defineProperty(Request.prototype, 'fresh', { value: false })
  Object.assign(app, { request: Request.prototype, response: Response.prototype })
  return createServer(
    { ...options, IncomingMessage: Request, ServerResponse: Response },
    serveInTurn(listener),
  )
}
