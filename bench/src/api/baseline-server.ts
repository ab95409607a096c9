import { randomUUID } from 'node:crypto'
import { initTRPC } from '@trpc/server'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import cors from 'cors'
import express from 'express'
import helmet from 'helmet'
import { pino } from 'pino'
import { z } from 'zod'

/*
 * What express and tRPC cost anybody: the API's framework and its general middlewares (helmet, CORS, no
 * caching, one line in the log) before a mutation that takes what `send` takes and does nothing. No
 * token, no metrics, no tracing, no rate limit, no store.
 */
const t = initTRPC.create()
const router = t.router({
  noop: t.procedure
    .input(
      z.strictObject({
        conversationId: z.uuidv7(),
        content: z.strictObject({ type: z.literal('text'), text: z.string() }),
      }),
    )
    .mutation(() => ({ ok: true })),
})

const log = pino()
const app = express().disable('etag')
app.use((req, res, next) => {
  const requestId = randomUUID()
  const { method, path } = req
  const startedAt = performance.now()
  res.setHeader('x-request-id', requestId)
  res.once('close', () => {
    const durationMs = Math.round(performance.now() - startedAt)
    log.info({ requestId, method, path, status: res.statusCode, durationMs }, 'request')
  })
  next()
})
app.use(helmet(), cors({ origin: [] }))
app.use((_req, res, next) => {
  res.setHeader('cache-control', 'no-store')
  next()
})
app.use('/trpc', createExpressMiddleware({ router }))
app.get('/livez', (_req, res) => void res.json({ status: 'alive' }))
app.listen(Number(process.env['PORT']), '127.0.0.1')
