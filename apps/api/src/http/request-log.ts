import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'
import { flatLines, type Logger } from '../observability/log.ts'
import { type RequestLogContext, setLogContext } from '../observability/request-log-context.ts'

/** Paths that monitoring requests every few seconds. */
const PROBES = new Set(['/livez', '/readyz', '/health', '/metrics'])

/** Gives every request an id, and writes its one log line at the end. */
export function requestLog(log: Logger): RequestHandler {
  const lines = flatLines(log)
  return (req, res, next) => {
    const trace: RequestLogContext = {
      requestId: wellFormed(req.headers['x-request-id']) ?? randomUUID(),
      procedures: [],
      user: undefined,
      traceIds: new Set(),
      errors: [],
    }
    const startedAt = performance.now()
    // Without the query, which holds the inputs of tRPC's queries.
    const { method, path } = req
    res.setHeader('x-request-id', trace.requestId)
    res.once('close', () => {
      const { traceIds, ...known } = trace
      const line = {
        ...known,
        ...(traceIds.size > 0 && { traceIds: [...traceIds] }),
        method,
        path: path.slice(0, 200),
        status: res.statusCode,
        // The client disconnected before the response.
        aborted: !res.writableFinished,
        durationMs: Math.round(performance.now() - startedAt),
      }
      lines[severity(res.statusCode, path)](line, 'request')
    })
    setLogContext(req, trace)
    next()
  }
}

/** The id given by a proxy or caller, if it can be nothing but an id. */
function wellFormed(requestId: string | string[] | undefined): string | undefined {
  // Too short to be a token, which may look similar.
  return typeof requestId === 'string' && /^[\w.:-]{1,64}$/.test(requestId) ? requestId : undefined
}

function severity(status: number, path: string): 'debug' | 'info' | 'warn' | 'error' {
  if (status === 503) return 'warn'
  if (status >= 500) return 'error'
  return PROBES.has(path) ? 'debug' : 'info'
}
