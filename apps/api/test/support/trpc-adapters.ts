import { once } from 'node:events'
import { createServer } from 'node:http'
import { DEFAULT_LIMITS, MAX_BODY_BYTES, MAX_CALLS_PER_BATCH } from '@threadkeep/shared'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import express, { type RequestHandler } from 'express'
import { createAuth } from '../../src/auth/create-auth.ts'
import { createTurns } from '../../src/chat/turns.ts'
import { errorHeaders } from '../../src/errors/error-map.ts'
import { errorHandler } from '../../src/http/error-handlers.ts'
import { requestLog } from '../../src/http/request-log.ts'
import { createLogger } from '../../src/observability/log.ts'
import { createRateLimit } from '../../src/rate-limit/rate-limit.ts'
import { createRuns } from '../../src/runs/runs.ts'
import { trpcHandler } from '../../src/trpc/adapter/http-handler.ts'
import { createContextOf } from '../../src/trpc/request-context.ts'
import { createAppRouter } from '../../src/trpc/routers/app.ts'
import { createWatches } from '../../src/watch/watches.ts'
import { echoAgent, memoryStore, SECRET_AUTH, urlOf } from './api.ts'

/** Our adapter to tRPC and its own adapter, over one store. */
export async function openAdapters() {
  const store = memoryStore()
  const router = createAppRouter(DEFAULT_LIMITS)
  const log = createLogger('silent')
  const stopping = new AbortController().signal
  const runs = createRuns({
    agent: await echoAgent(),
    limits: DEFAULT_LIMITS,
    timeoutMs: 60_000,
    log,
    metrics: { begun() {}, ended() {}, takenOver() {} },
    handOver: stopping,
  })
  const auth = await createAuth(SECRET_AUTH, log)
  const contextOf = createContextOf(auth.verifyToken, {
    store,
    reportHealth: () => Promise.reject(new Error('not asked here')),
    turns: createTurns(runs),
    hasAppend: auth.hasAppend,
    runs,
    rateLimit: createRateLimit(1_000_000),
    openWatch: createWatches({ maxWatches: 100, maxWatchesPerUser: 20 }, stopping, () => {}),
    procedureMetrics: { ended() {} },
  })
  const open = async (adapter: RequestHandler) => {
    const app = express().disable('etag').use(requestLog(log)).use('/trpc', adapter)
    const server = createServer(app.use(errorHandler))
    await once(server.listen(0, '127.0.0.1'), 'listening')
    return server
  }
  const ours = await open(trpcHandler(router, contextOf, stopping))
  const theirs = await open(
    createExpressMiddleware({
      router,
      maxBatchSize: MAX_CALLS_PER_BATCH,
      maxBodySize: MAX_BODY_BYTES,
      createContext: ({ req, res }) => contextOf(req, res),
      responseMeta({ errors, info }) {
        const headers = new Headers([...errorHeaders(errors)])
        if (info === undefined) headers.set('content-type', 'application/json')
        return { headers }
      },
    }),
  )
  return {
    ours: urlOf(ours),
    theirs: urlOf(theirs),
    close: () => void [ours, theirs].map((server) => server.close()),
  }
}
