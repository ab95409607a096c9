import { callTRPCProcedure, TRPCError } from '@trpc/server'
import { getHTTPStatusCode } from '@trpc/server/http'
import type { TRPCResponse } from '@trpc/server/rpc'
import type { Request, RequestHandler, Response } from 'express'
import { errorHeaders, toTRPCError } from '../../errors/error-map.ts'
import { RequestError } from '../../errors/errors.ts'
import { errorResponse } from '../../http/error-response.ts'
import { assertJsonType } from '../../http/json/read-json-body.ts'
import type { Context } from '../context.ts'
import { countResponse } from '../count-response.ts'
import type { ContextOf } from '../request-context.ts'
import type { AppRouter } from '../routers/app.ts'
import { type Call, type Calls, readCalls } from './parse-request.ts'
import { createListSerializer, type SerializeList } from './serialize-list.ts'
import { serveSubscription } from './serve-subscription.ts'

interface CallResult {
  body: TRPCResponse
  error?: TRPCError
}

/**
 * Our own tRPC adapter. It responds as tRPC's does, except to streamed batches and forms, without
 * the Request, Response and streams that tRPC's makes for every call (docs/decisions/013).
 */
export function trpcHandler(
  router: AppRouter,
  contextOf: ContextOf,
  stopping: AbortSignal,
): RequestHandler {
  const serializeList = createListSerializer()
  return async (req, res) => {
    assertSupported(req, res)
    if (req.method === 'HEAD') {
      res.status(204).end()
      return
    }
    const ctx = contextOf(req, res)
    let read: Calls
    try {
      read = readCalls(router, req, ctx.usage)
    } catch (thrown) {
      return respond(serializeList, ctx, req, res, [failure(ctx, thrown)])
    }
    ctx.trace.procedures = knownProcedures(read.calls)
    const [first] = read.calls
    if (first?.type === 'subscription' && !read.isBatch && req.method === 'GET') {
      return serveSubscription(router, first, req, res, { ctx, stopping })
    }
    const results = await Promise.all(read.calls.map((call) => run(call, req.method, ctx)))
    // All calls of a batch have one type.
    if (results.some(({ error }) => error?.code === 'METHOD_NOT_SUPPORTED')) {
      res.setHeader('allow', req.method === 'GET' ? 'POST' : 'GET')
    }
    await respond(serializeList, ctx, req, res, results, read.isBatch)
  }

  async function run(call: Call, method: string, ctx: Context): Promise<CallResult> {
    const { path, type } = call
    try {
      if (type === undefined) throw new TRPCError({ code: 'NOT_FOUND' })
      if (type === 'subscription') throw new RequestError('A subscription takes a GET of its own.')
      if (method !== METHOD_OF[type]) throw new TRPCError({ code: 'METHOD_NOT_SUPPORTED' })
      const data = await callTRPCProcedure({ ...call, type, router, ctx, signal: undefined })
      return { body: { result: { data } } }
    } catch (thrown) {
      return failure(ctx, thrown, path)
    }
  }

  function failure(ctx: Context, thrown: unknown, path?: string): CallResult {
    const error = toTRPCError(thrown)
    return { body: errorResponse(ctx.trace, error, path), error }
  }
}

const METHOD_OF = { query: 'GET', mutation: 'POST' }

async function respond(
  serializeList: SerializeList,
  ctx: Context,
  req: Request,
  res: Response,
  results: readonly CallResult[],
  isBatch = false,
): Promise<void> {
  const bodies = results.map(({ body }) => body)
  const errors = results.flatMap(({ error }) => error ?? [])
  res.status(getHTTPStatusCode(bodies))
  if (errors.length > 0) res.setHeaders(errorHeaders(errors))
  // Added to the Vary of CORS, or a cache would serve one origin's response to another.
  res.vary('trpc-accept, accept')
  res.setHeader('content-type', 'application/json')
  if (isBatch) return endWithChunks(ctx, req, res, await serializeList(bodies))
  const body = JSON.stringify(bodies[0])
  const length = Buffer.byteLength(body)
  countResponse(ctx, req, res, length)
  // Node sends headers and body as one string.
  res.setHeader('content-length', length).end(body)
}

function endWithChunks(ctx: Context, req: Request, res: Response, chunks: readonly Buffer[]): void {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  countResponse(ctx, req, res, length)
  res.setHeader('content-length', length)
  // Leaves in one write.
  res.cork()
  for (const chunk of chunks) res.write(chunk)
  res.end()
}

const STREAMED =
  'Streamed responses (application/jsonl) are not served: use httpBatchLink in place of httpBatchStreamLink.'
const METHODS = new Set(['GET', 'HEAD', 'POST'])

/** Rejects requests that tRPC would serve, but for which the promised status codes could not be kept. */
function assertSupported(req: Request, res: Response): void {
  // Paths of tRPC's clients have one segment; /trpc/health/conversation.list is not one of them.
  if (!/^\/[^/]+$/.test(req.path)) throw new TRPCError({ code: 'NOT_FOUND' })
  if (!METHODS.has(req.method)) {
    res.setHeader('allow', [...METHODS].join(', '))
    throw new TRPCError({ code: 'METHOD_NOT_SUPPORTED' })
  }
  // A streamed response has sent its 200 before a 503 is known.
  if (`${req.headers['trpc-accept']},${req.headers.accept}`.includes('application/jsonl')) {
    throw new RequestError(STREAMED, 'accept')
  }
  if (req.method === 'POST') assertJsonType(req)
}

function knownProcedures(calls: readonly Call[]): string[] {
  return calls.flatMap(({ path, type }) => (type === undefined ? [] : [path]))
}
