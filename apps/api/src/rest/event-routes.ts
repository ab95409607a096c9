import { setTimeout as pause } from 'node:timers/promises'
import { callTRPCProcedure, isTrackedEnvelope, TRPCError } from '@trpc/server'
import { type Request, type Response, Router } from 'express'
import { toTRPCError } from '../errors/error-map.ts'
import { rejectOtherMethods } from '../http/error-handlers.ts'
import { memoizeAsync } from '../lib/memoize-async.ts'
import { logContextOf } from '../observability/request-log-context.ts'
import type { ContextOf } from '../trpc/request-context.ts'
import type { AppRouter } from '../trpc/routers/app.ts'
import { memoizeEventBytes, toChunk } from '../watch/event-bytes.ts'
import { openEventStream } from '../watch/event-stream.ts'
import { type EventEndpoint, toExpressPath } from './endpoint.ts'
import { parseInput } from './parse-input.ts'
import { restError, restErrors } from './rest-errors.ts'

export interface EventDeps {
  router: AppRouter
  endpoints: readonly EventEndpoint[]
  contextOf: ContextOf
  /** Ends every stream. */
  stopping: AbortSignal
}

const PING = toChunk(': ping\n\n')
const PING_MS = 15_000
/** Longer than the store needs to find that a conversation is missing. */
const FIRST_EVENT_MS = 500

/**
 * The subscriptions as plain server-sent events: `id` is what Last-Event-ID resumes after, `event`
 * the type, `data` the event as JSON. An error before the first event is an ordinary error
 * response; a later one is an event named error, after which the stream ends.
 */
export function eventRoutes({ router, endpoints, contextOf, stopping }: EventDeps): Router {
  const routes = Router({ caseSensitive: true, strict: true })
  for (const endpoint of endpoints) {
    routes
      .route(toExpressPath(endpoint))
      .get((req, res) => stream(req, res, endpoint))
      .all(rejectOtherMethods(['GET']))
  }
  return routes.use(restErrors)

  async function stream(req: Request, res: Response, endpoint: EventEndpoint): Promise<void> {
    const path = `conversation.${endpoint.procedure}`
    logContextOf(req).procedures = [path]
    const opened = openEventStream(res, stopping)
    const ctx = contextOf(req, res)
    const events: unknown = await callTRPCProcedure({
      router,
      path,
      type: 'subscription',
      ctx,
      getRawInput: memoizeAsync(() => parseInput(endpoint, req, ctx.usage)),
      signal: opened.signal,
      batchIndex: 0,
    })
    if (!isAsyncIterable(events)) throw new TRPCError({ code: 'INTERNAL_SERVER_ERROR' })
    const iterator = events[Symbol.asyncIterator]()
    const first = iterator.next()
    // Wait for an early error, which gets its own status. Not for long: a client that resumes may
    // wait long for news.
    await Promise.race([first, pause(FIRST_EVENT_MS)])
    opened.open({}, { chunk: PING, intervalMs: PING_MS })
    try {
      // A HEAD has no body: without this its connection would stay open.
      if (req.method === 'HEAD') return
      let next = await first
      while (next.done !== true && !res.destroyed) {
        const bytes = toBytes(next.value)
        ctx.usage.moved(bytes.length)
        const room = opened.write(bytes)
        if (room !== undefined) await room
        next = await iterator.next()
      }
    } catch (thrown) {
      const data = JSON.stringify(restError(req, toTRPCError(thrown)))
      await opened.write(toChunk(`event: error\ndata: ${data}\n\n`))
    } finally {
      opened.end()
      // A client that disconnects between two events leaves the generator at its yield, where
      // nothing else ends it: its watch would stay counted.
      await iterator.return?.()
    }
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

const eventBytes = memoizeEventBytes((id, event) => {
  const { type } =
    typeof event === 'object' && event !== null && 'type' in event ? event : { type: '' }
  return toChunk(`id: ${id}\nevent: ${String(type)}\ndata: ${JSON.stringify(event)}\n\n`)
})

function toBytes(value: unknown): Buffer {
  if (!isTrackedEnvelope(value)) return Buffer.alloc(0)
  const [id, event] = value
  return eventBytes(id, event)
}
