import { setTimeout as pause } from 'node:timers/promises'
import { callTRPCProcedure, isTrackedEnvelope, TRPCError } from '@trpc/server'
import { type Request, type Response, Router } from 'express'
import { toTRPCError } from '../errors/error-map.ts'
import { answeredError } from '../http/error-response.ts'
import { logContextOf } from '../observability/request-log-context.ts'
import type { ContextOf } from '../trpc/request-context.ts'
import type { AppRouter } from '../trpc/routers/app.ts'
import { openEventStream } from '../watch/event-stream.ts'
import { refuseOtherMethods, restErrors } from './rest-errors.ts'

/** A comment this often keeps proxies from cutting off a stream on which nothing happens. */
const PING_MS = 15_000
/** Longer than the store takes to say that a conversation is not there. */
const FIRST_EVENT_MS = 500

/**
 * The subscriptions again, as plain server-sent events: `id` is what Last-Event-ID resumes behind,
 * `event` the type of what happened, `data` the event as JSON. An error before the first event is a
 * response as everywhere; a later one is an event named error, after which the stream ends.
 */
export function eventRoutes(
  router: AppRouter,
  contextOf: ContextOf,
  stopping: AbortSignal,
): Router {
  const routes = Router({ caseSensitive: true, strict: true })
  routes.get('/chat/conversation/:conversationId/events', (req, res) =>
    stream(req, res, 'conversation.watch', { conversationId: req.params.conversationId }),
  )
  routes.get('/chat/events', (req, res) => stream(req, res, 'conversation.watchList', {}))
  for (const path of ['/chat/conversation/:conversationId/events', '/chat/events']) {
    routes.all(path, refuseOtherMethods(['GET']))
  }
  return routes.use(restErrors)

  async function stream(req: Request, res: Response, path: string, input: object): Promise<void> {
    logContextOf(req).procedures = [path]
    const opened = openEventStream(res, stopping)
    const lastEventId = req.headers['last-event-id']
    const events: unknown = await callTRPCProcedure({
      router,
      path,
      type: 'subscription',
      ctx: contextOf(req),
      getRawInput: async () => ({ ...input, ...(lastEventId !== undefined && { lastEventId }) }),
      signal: opened.signal,
      batchIndex: 0,
    })
    if (!isAsyncIterable(events)) throw new TRPCError({ code: 'INTERNAL_SERVER_ERROR' })
    const iterator = events[Symbol.asyncIterator]()
    const first = iterator.next()
    // What is wrong from the start has its own status; a client that resumes may wait long for news.
    await Promise.race([first, pause(FIRST_EVENT_MS)])
    res.writeHead(200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' })
    res.flushHeaders()
    const ping = setInterval(() => res.write(': ping\n\n'), PING_MS)
    try {
      let next = await first
      while (next.done !== true && !res.destroyed) {
        await opened.write(toText(next.value))
        next = await iterator.next()
      }
    } catch (thrown) {
      const error = answeredError(logContextOf(req), toTRPCError(thrown), path)
      res.write(`event: error\ndata: ${JSON.stringify(error)}\n\n`)
    } finally {
      clearInterval(ping)
      res.end()
    }
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

function toText(value: unknown): string {
  if (!isTrackedEnvelope(value)) return ''
  const [id, event] = value
  const { type } =
    typeof event === 'object' && event !== null && 'type' in event ? event : { type: '' }
  return `id: ${id}\nevent: ${String(type)}\ndata: ${JSON.stringify(event)}\n\n`
}
