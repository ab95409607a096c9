import { callTRPCProcedure, isTrackedEnvelope, TRPCError } from '@trpc/server'
import type { Request, Response } from 'express'
import { toTRPCError } from '../../errors/error-map.ts'
import { errorResponse } from '../../http/error-response.ts'
import { isObject } from '../../http/json/parse-json.ts'
import { memoizeEventBytes, toChunk } from '../../watch/event-bytes.ts'
import { openEventStream } from '../../watch/event-stream.ts'
import type { Context } from '../context.ts'
import type { AppRouter } from '../routers/app.ts'
import { EVENTS } from '../trpc.ts'
import type { Call } from './parse-request.ts'

const PING = toEvent({ event: 'ping', data: '' })

const eventBytes = memoizeEventBytes((id, event) => toEvent({ data: JSON.stringify(event), id }))

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
  const write = (chunk: Buffer) => {
    ctx.usage.moved(chunk.length)
    return stream.write(chunk)
  }
  const { intervalMs } = EVENTS.ping
  res.vary('trpc-accept, accept')
  stream.open({ 'cache-control': 'no-cache, no-transform' }, { chunk: PING, intervalMs })
  try {
    await write(toEvent({ event: 'connected', data: JSON.stringify(EVENTS.client) }))
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
      const room = write(valueBytes(value))
      if (room !== undefined) await room
    }
    await write(toEvent({ event: 'return', data: '' }))
  } catch (thrown) {
    const { error } = errorResponse(ctx.trace, toTRPCError(thrown), call.path)
    await write(toEvent({ event: 'serialized-error', data: JSON.stringify(error) }))
  } finally {
    stream.end()
  }
}

interface ServerSentEvent {
  event?: string
  data: string
  id?: string
}

function valueBytes(value: unknown): Buffer {
  if (!isTrackedEnvelope(value)) return toEvent({ data: JSON.stringify(value) })
  const [id, event] = value
  return eventBytes(id, event)
}

function toEvent({ event, data, id }: ServerSentEvent): Buffer {
  const name = event === undefined ? '' : `event: ${event}\n`
  return toChunk(`${name}data: ${data}\n${id === undefined ? '' : `id: ${id}\n`}\n`)
}

/** The id that a client resumes behind comes in a header, because an EventSource sends it there. */
function resumed(input: unknown, lastEventId: string | undefined): unknown {
  if (lastEventId === undefined) return input
  return isObject(input) ? { ...input, lastEventId } : { lastEventId }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
