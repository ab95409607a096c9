import { resolveResponse } from '@trpc/server/http'
import type { Request as ExpressRequest, Response } from 'express'
import { openEventStream } from '../../watch/event-stream.ts'
import type { Context } from '../context.ts'
import type { AppRouter } from '../routers/app.ts'

/**
 * A subscription by tRPC's own handler: server-sent events, as fast as the client reads them.
 */
export async function serveSubscription(
  router: AppRouter,
  req: ExpressRequest,
  res: Response,
  { ctx, stopping }: { ctx: Context; stopping: AbortSignal },
): Promise<void> {
  const stream = openEventStream(res, stopping)
  const headers = new Headers()
  for (const [name, value] of Object.entries(req.headers)) {
    if (typeof value === 'string') headers.set(name, value)
  }
  const response = await resolveResponse({
    router,
    // Without the Host header, which must not influence the procedure.
    req: new Request(new URL(req.url, 'http://localhost'), { headers, signal: stream.signal }),
    path: req.path.slice(1),
    createContext: async () => ctx,
    error: null,
  })
  res.status(response.status)
  response.headers.forEach((value, name) => {
    if (name === 'vary') res.append(name, value)
    else res.setHeader(name, value)
  })
  // Buffering proxies would hold back every event; nginx reads this header.
  res.setHeader('x-accel-buffering', 'no')
  res.flushHeaders()
  for await (const chunk of response.body ?? []) {
    if (res.destroyed) break
    ctx.usage.moved(chunk.length)
    await stream.write(chunk)
  }
  res.end()
}
