import type { Server } from 'node:http'
import type { RequestHandler } from 'express'
import { toTRPCError } from '../errors/error-map.ts'
import { RequestError } from '../errors/errors.ts'
import { logContextOf } from '../observability/request-log-context.ts'
import { errorResponse } from './error-response.ts'

/** Node's own rule; other requests with this header are emitted as `checkExpectation`. */
const CONTINUE = /(?:^|\W)100-continue(?:$|\W)/i

/** Between the values of a header that came more than once. */
const JOINED = ', '

/**
 * A missing Host (RFC 9112, section 3.2), more than one of them, and an expectation that is not known
 * are rejected here: Node would do so without a body and without a line in the log, or not at all.
 * Needs `requireHostHeader: false` and `joinDuplicateHeaders: true`.
 */
export const checkRequiredHeaders: RequestHandler = (req, res, next) => {
  if (req.httpVersion !== '1.1') return next()
  const { host, expect } = req.headers
  if (host === undefined || host.includes(JOINED)) {
    throw new RequestError('HTTP/1.1 requires one Host header.', 'host')
  }
  if (expect === undefined || CONTINUE.test(expect)) return next()
  const error = new RequestError('The only expectation that is served is 100-continue.', 'expect')
  const body = errorResponse(logContextOf(req), toTRPCError(error))
  body.error.data.httpStatus = 417
  // Whether its body follows is not known.
  res.status(417).setHeader('connection', 'close').json(body)
}

/** Lets requests with other expectations through to the application, which rejects them. */
export function handleExpectations(server: Server): void {
  server.on('checkExpectation', (req, res) => server.emit('request', req, res))
}
