import { callTRPCProcedure, TRPCError } from '@trpc/server'
import { getHTTPStatusCode } from '@trpc/server/http'
import type { TRPCResponse } from '@trpc/server/rpc'
import type { Request, RequestHandler, Response } from 'express'
import { errorHeaders, toTRPCError } from '../../errors/error-map.ts'
import { RequestError } from '../../errors/errors.ts'
import { answeredError } from '../../http/error-response.ts'
import { assertJsonType } from '../../http/json/read-json-body.ts'
import type { Context } from '../context.ts'
import type { ContextOf } from '../request-context.ts'
import type { AppRouter } from '../routers/app.ts'
import { type Call, type Calls, readCalls } from './parse-request.ts'
import { serveSubscription } from './serve-subscription.ts'

interface Answer {
  body: TRPCResponse
  error?: TRPCError
}

/**
 * What tRPC's own adapter answers, but for streams and forms. The adapter makes a Request, a
 * Response and streams of both for every call, which cost more than most calls do.
 */
export function trpcRoute(
  router: AppRouter,
  contextOf: ContextOf,
  stopping: AbortSignal,
): RequestHandler {
  return async (req, res) => {
    refuseUnservable(req, res)
    if (req.method === 'HEAD') {
      res.status(204).end()
      return
    }
    const ctx = contextOf(req)
    let read: Calls
    try {
      read = readCalls(router, req)
    } catch (thrown) {
      return respond(res, [refusal(ctx, thrown)], false)
    }
    ctx.trace.procedures = knownProcedures(read.calls)
    const [first] = read.calls
    if (first?.type === 'subscription' && !read.isBatch && req.method === 'GET') {
      return serveSubscription(router, req, res, { ctx, stopping })
    }
    const answers = await Promise.all(read.calls.map((call) => answer(call, req.method, ctx)))
    // All of a batch are of one type.
    if (answers.some(({ error }) => error?.code === 'METHOD_NOT_SUPPORTED')) {
      res.setHeader('allow', req.method === 'GET' ? 'POST' : 'GET')
    }
    respond(res, answers, read.isBatch)
  }

  async function answer(call: Call, method: string, ctx: Context): Promise<Answer> {
    const { path, type } = call
    try {
      if (type === undefined) throw new TRPCError({ code: 'NOT_FOUND' })
      if (type === 'subscription') throw new RequestError('A subscription takes a GET of its own.')
      if (method !== METHOD_OF[type]) throw new TRPCError({ code: 'METHOD_NOT_SUPPORTED' })
      const data = await callTRPCProcedure({ ...call, type, router, ctx, signal: undefined })
      return { body: { result: { data } } }
    } catch (thrown) {
      return refusal(ctx, thrown, path)
    }
  }

  function refusal(ctx: Context, thrown: unknown, path?: string): Answer {
    const error = toTRPCError(thrown)
    return { body: answeredError(ctx.trace, error, path), error }
  }
}

const METHOD_OF = { query: 'GET', mutation: 'POST' }

function respond(res: Response, answers: readonly Answer[], isBatch: boolean): void {
  const bodies = answers.map(({ body }) => body)
  const errors = answers.flatMap(({ error }) => error ?? [])
  res.status(getHTTPStatusCode(bodies))
  if (errors.length > 0) res.setHeaders(errorHeaders(errors))
  // Added to what CORS said, or a cache would give one page's answer to another's origin.
  res.vary('trpc-accept, accept')
  res.setHeader('content-type', 'application/json')
  if (isBatch) sendList(res, bodies)
  else res.end(JSON.stringify(bodies[0]))
}

/** As JSON, an item at a time: memory for all of it at once costs more than writing it does. */
function sendList(res: Response, items: readonly unknown[]): void {
  const chunks = items.map((item, at) =>
    Buffer.from(`${at === 0 ? '[' : ','}${JSON.stringify(item)}`),
  )
  chunks.push(Buffer.from(']'))
  res.setHeader(
    'content-length',
    chunks.reduce((sum, { length }) => sum + length, 0),
  )
  // Leaves in one write.
  res.cork()
  for (const chunk of chunks) res.write(chunk)
  res.end()
}

const STREAMED =
  'Streamed responses (application/jsonl) are not served: use httpBatchLink in place of httpBatchStreamLink.'
const METHODS = new Set(['GET', 'HEAD', 'POST'])

/** What tRPC would take, but that would go past the promises made for its answers. */
function refuseUnservable(req: Request, res: Response): void {
  // A path of its clients has one segment: /trpc/health/conversation.list is none.
  if (!/^\/[^/]+$/.test(req.path)) throw new TRPCError({ code: 'NOT_FOUND' })
  if (!METHODS.has(req.method)) {
    res.setHeader('allow', [...METHODS].join(', '))
    throw new TRPCError({ code: 'METHOD_NOT_SUPPORTED' })
  }
  // A stream has sent its 200 before it knows of the 503.
  if (`${req.headers['trpc-accept']},${req.headers.accept}`.includes('application/jsonl')) {
    throw new RequestError(STREAMED, 'accept')
  }
  if (req.method === 'POST') assertJsonType(req)
}

function knownProcedures(calls: readonly Call[]): string[] {
  return calls.flatMap(({ path, type }) => (type === undefined ? [] : [path]))
}
