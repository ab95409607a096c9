import { setImmediate as turn } from 'node:timers/promises'
import { callTRPCProcedure, TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
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
import { serveSubscription } from './serve-subscription.ts'

interface CallResult {
  body: TRPCResponse
  error?: TRPCError
}

/** A call's result as JSON. Calls of a batch are kept as bytes until the last has ended. */
interface Serialized<Json extends string | Buffer> {
  json: Json
  error: TRPCError | undefined
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
      return respond(ctx, req, res, serialize(failure(ctx, thrown)))
    }
    ctx.trace.procedures = knownProcedures(read.calls)
    const [first] = read.calls
    if (first?.type === 'subscription' && !read.isBatch && req.method === 'GET') {
      return serveSubscription(router, first, req, res, { ctx, stopping })
    }
    if (first !== undefined && !read.isBatch) {
      return respond(ctx, req, res, serialize(await run(first, req.method, ctx)))
    }
    // Each when it is there: until the last is, the collector would copy the pages of the others.
    let isLarge = false
    const parts = read.calls.map(async (call, at) => {
      const result = await run(call, req.method, ctx)
      // Others have their turn before the next page, which takes milliseconds to serialize.
      if (isLarge) await turn()
      const part = toBytes(at === 0 ? '[' : ',', serialize(result))
      isLarge ||= part.json.length > LARGE_BYTES
      return part
    })
    respondToBatch(ctx, req, res, await Promise.all(parts))
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

const LARGE_BYTES = 64 * 1024

const METHOD_OF = { query: 'GET', mutation: 'POST' }

function serialize({ body, error }: CallResult): Serialized<string> {
  return { json: JSON.stringify(body), error }
}

function toBytes(before: string, { json, error }: Serialized<string>): Serialized<Buffer> {
  return { json: Buffer.from(before + json), error }
}

function respond(
  ctx: Context,
  req: Request,
  res: Response,
  { json, error }: Serialized<string>,
): void {
  setHead(req, res, [error])
  const length = Buffer.byteLength(json)
  countResponse(ctx, req, res, length)
  // Node sends headers and body as one string.
  res.setHeader('content-length', length).end(json)
}

function respondToBatch(
  ctx: Context,
  req: Request,
  res: Response,
  parts: readonly Serialized<Buffer>[],
): void {
  setHead(
    req,
    res,
    parts.map(({ error }) => error),
  )
  const length = parts.reduce((sum, { json }) => sum + json.length, ']'.length)
  countResponse(ctx, req, res, length)
  res.setHeader('content-length', length)
  // Leaves in one write.
  res.cork()
  for (const { json } of parts) res.write(json)
  res.end(']')
}

/** `all`: of each call, its error or undefined. */
function setHead(req: Request, res: Response, all: readonly (TRPCError | undefined)[]): void {
  const errors = all.filter((error) => error !== undefined)
  const [status = 200, ...others] = new Set(
    all.map((error) => (error === undefined ? 200 : getHTTPStatusCodeFromError(error))),
  )
  res.status(others.length === 0 ? status : 207)
  // All calls of a batch have one type.
  if (errors.some(({ code }) => code === 'METHOD_NOT_SUPPORTED')) {
    res.setHeader('allow', req.method === 'GET' ? 'POST' : 'GET')
  }
  if (errors.length > 0) res.setHeaders(errorHeaders(errors))
  // Added to the Vary of CORS, or a cache would serve one origin's response to another.
  res.vary('trpc-accept, accept')
  res.setHeader('content-type', 'application/json')
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
