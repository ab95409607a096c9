import { callTRPCProcedure, isTrackedEnvelope, TRPCError } from '@trpc/server'
import type { Request, Response } from 'express'
import { toTRPCError } from '../../errors/error-map.ts'
import { errorResponse } from '../../http/error-response.ts'
import { isObject } from '../../http/json/parse-json.ts'
import { memoizeEventBytes } from '../../watch/event-bytes.ts'
import { openEventStream } from '../../watch/event-stream.ts'
import type { Context } from '../context.ts'
import type { AppRouter } from '../routers/app.ts'
import { EVENTS } from '../trpc.ts'
import type { Call } from './parse-request.ts'

const PING = toBytes({ event: 'ping', data: '' })

const eventBytes = memoizeEventBytes((id, event) => toBytes({ data: JSON.stringify(event), id }))

/**
 * A subscription as server-sent events, as tRPC's own handler sends it, but in one write an event
 * instead of four web streams, which cost six times as much (docs/decisions/026). Every error comes
 * in the stream, because that is where tRPC's clients look for it.
 */
export async function serveSubscription(
  router: AppRouter,
  call: Call,
  req: Request,
  res: Response,
  { ctx, stopping }: { ctx: Context; stopping: AbortSignal },
): Promise<void> {
  const stream = openEventStream(res, stopping)
  const write = (bytes: Buffer) => {
    ctx.usage.moved(bytes.length)
    return stream.write(bytes)
  }
  res.vary('trpc-accept, accept').writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
    // Buffering proxies would hold back every event; nginx reads this header.
    'x-accel-buffering': 'no',
  })
  // Sent together with an event, the headers would be kept as the hundred strings they are made of.
  res.flushHeaders()
  const ping = setInterval(() => res.write(PING), EVENTS.ping.intervalMs)
  try {
    await write(toBytes({ event: 'connected', data: JSON.stringify(EVENTS.client) }))
    const values: unknown = await callTRPCProcedure({
      ...call,
      type: 'subscription',
      router,
      ctx,
      signal: stream.signal,
      getRawInput: async () => resumed(await call.getRawInput(), req.get('last-event-id')),
    })
    if (!isAsyncIterable(values)) throw new TRPCError({ code: 'INTERNAL_SERVER_ERROR' })
    for await (const value of values) {
      if (res.destroyed) break
      await write(toEvent(value))
    }
    await write(toBytes({ event: 'return', data: '' }))
  } catch (thrown) {
    const { error } = errorResponse(ctx.trace, toTRPCError(thrown), call.path)
    await write(toBytes({ event: 'serialized-error', data: JSON.stringify(error) }))
  } finally {
    clearInterval(ping)
    res.end()
  }
}

interface ServerSentEvent {
  event?: string
  data: string
  id?: string
}

function toEvent(value: unknown): Buffer {
  if (!isTrackedEnvelope(value)) return toBytes({ data: JSON.stringify(value) })
  const [id, event] = value
  return eventBytes(id, event)
}

function toBytes({ event, data, id }: ServerSentEvent): Buffer {
  const name = event === undefined ? '' : `event: ${event}\n`
  return Buffer.from(`${name}data: ${data}\n${id === undefined ? '' : `id: ${id}\n`}\n`)
}

/** The id that a client resumes behind comes in a header, because an EventSource sends it there. */
function resumed(input: unknown, lastEventId: string | undefined): unknown {
  if (lastEventId === undefined) return input
  return isObject(input) ? { ...input, lastEventId } : { lastEventId }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
