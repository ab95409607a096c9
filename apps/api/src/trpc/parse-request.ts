import { MAX_BODY_BYTES, MAX_CALLS_PER_BATCH } from '@threadkeep/shared'
import { type AnyTRPCRouter, TRPCError, type TRPCProcedureType } from '@trpc/server'
import { parseConnectionParamsFromString } from '@trpc/server/http'
import type { Request } from 'express'
import getRawBody from 'raw-body'
import { toTRPCError } from '../errors/error-map.ts'
import { memoizeAsync } from '../lib/memoize-async.ts'

/** One call of a request. */
export interface Call {
  path: string
  /** Undefined where there is no such procedure. */
  type: TRPCProcedureType | undefined
  batchIndex: number
  getRawInput(): Promise<unknown>
}

export interface Calls {
  isBatch: boolean
  calls: Call[]
}

/** What a request asks for, as tRPC's clients write it. Throws TRPCError. */
export function readCalls(router: AnyTRPCRouter, req: Request): Calls {
  const path = orBadRequest(() => decodeURIComponent(req.path.slice(1)))
  const query = orBadRequest(() => urlOf(req).searchParams)
  const isBatch = query.get('batch') === '1'
  const paths = isBatch ? path.split(',') : [path]
  if (paths.length > MAX_CALLS_PER_BATCH) throw new TRPCError({ code: 'BAD_REQUEST' })
  // For subscriptions, which there are none of; a malformed one is refused like any other mistake.
  const parameters = query.get('connectionParams')
  if (parameters !== null) parseConnectionParamsFromString(parameters)
  // Not before a procedure asks, which it does once it knows who is asking.
  const inputs = memoizeAsync(async () => {
    const input = req.method === 'GET' ? queried(query) : await readBody(req)
    return isBatch ? byIndex(input) : [input]
  })
  const calls = paths.map((path, batchIndex) => ({
    path,
    type: typeOf(router, path),
    batchIndex,
    getRawInput: async () => (await inputs())[batchIndex],
  }))
  // A request changes something or it does not.
  if (new Set(calls.flatMap(({ type }) => type ?? [])).size > 1) {
    throw new TRPCError({ code: 'BAD_REQUEST' })
  }
  return { isBatch, calls }
}

function typeOf({ _def }: AnyTRPCRouter, path: string): TRPCProcedureType | undefined {
  return _def.procedures[path]?._def.type
}

function urlOf({ url, headers }: Request): URL {
  return new URL(url, `http://${headers.host ?? 'localhost'}`)
}

function queried(query: URLSearchParams): unknown {
  const json = query.get('input')
  return json === null || json === '' ? undefined : orBadRequest(() => JSON.parse(json))
}

/** Takes away a byte order mark, and makes U+FFFD of what is not UTF-8. */
const utf8 = new TextDecoder()

async function readBody(req: Request): Promise<unknown> {
  // The caller has gone, and the body with them.
  if (!req.readable) throw new TRPCError({ code: 'BAD_REQUEST' })
  const options = { limit: MAX_BODY_BYTES, length: req.headers['content-length'] ?? null }
  const body = await getRawBody(req, options).catch((error: unknown) => {
    throw toTRPCError(error)
  })
  return orBadRequest(() => JSON.parse(utf8.decode(body)))
}

/** The inputs of a batch are the fields 0, 1, 2 ... of one object. */
function byIndex(inputs: unknown = {}): Record<number, unknown> {
  if (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs)) {
    throw new TRPCError({ code: 'BAD_REQUEST' })
  }
  return { ...inputs }
}

function orBadRequest<Result>(read: () => Result): Result {
  try {
    return read()
  } catch (cause) {
    throw new TRPCError({ code: 'BAD_REQUEST', cause })
  }
}
