import { MAX_BODY_BYTES, MAX_CALLS_PER_BATCH } from '@threadkeep/shared'
import { type AnyTRPCRouter, TRPCError, type TRPCProcedureType } from '@trpc/server'
import { parseConnectionParamsFromString } from '@trpc/server/http'
import type { Request } from 'express'
import { RequestError } from '../../errors/errors.ts'
import {
  isObject,
  memberOf,
  type ParsedJson,
  parseJson,
  unchanged,
} from '../../http/json/parse-json.ts'
import { readJsonBody } from '../../http/json/read-json-body.ts'
import { readQuery } from '../../http/json/read-query.ts'
import { memoizeAsync } from '../../lib/memoize-async.ts'
import type { RequestUsage } from '../../rate-limit/request-usage.ts'

/** One call of a request. */
export interface Call {
  path: string
  /** Undefined where there is no such procedure. */
  type: TRPCProcedureType | undefined
  batchIndex: number
  getRawInput(): Promise<unknown>
}

const TOO_MANY_CALLS =
  `A batch holds at most ${MAX_CALLS_PER_BATCH} calls: ` +
  `set maxItems of the batch link to ${MAX_CALLS_PER_BATCH}.`

export interface Calls {
  isBatch: boolean
  calls: Call[]
}

/** Parses a request as tRPC's clients send it. Throws TRPCError. */
export function readCalls(
  router: AnyTRPCRouter,
  req: Request,
  usage: Pick<RequestUsage, 'admitBody'>,
): Calls {
  const path = orBadRequest(() => decodeURIComponent(req.path.slice(1)))
  const query = readQuery(req.url)
  const isBatch = query.get('batch') === '1'
  const paths = isBatch ? path.split(',') : [path]
  if (paths.length > MAX_CALLS_PER_BATCH) throw new RequestError(TOO_MANY_CALLS)
  // Used by subscriptions only; a malformed one is rejected like any other mistake.
  const parameters = query.get('connectionParams')
  if (parameters !== null) parseConnectionParamsFromString(parameters)
  // Read when a procedure asks for it, which is after authentication.
  const input = memoizeAsync(() =>
    req.method === 'GET' ? queried(query) : readJsonBody(req, MAX_BODY_BYTES, usage.admitBody),
  )
  const calls = paths.map((path, batchIndex) => ({
    path,
    type: typeOf(router, path),
    batchIndex,
    getRawInput: async () =>
      unchanged(isBatch ? inputAt(await input(), batchIndex) : await input()),
  }))
  // A batch must not mix queries and mutations: it has one method, and a GET must change nothing.
  if (new Set(calls.flatMap(({ type }) => type ?? [])).size > 1) {
    throw new RequestError('A batch must not mix queries and mutations.')
  }
  return { isBatch, calls }
}

function typeOf({ _def }: AnyTRPCRouter, path: string): TRPCProcedureType | undefined {
  return _def.procedures[path]?._def.type
}

async function queried(query: URLSearchParams): Promise<ParsedJson> {
  const json = query.get('input')
  if (json === null || json === '') return { value: undefined, problems: [] }
  return orBadRequest(() => parseJson(json))
}

/** The inputs of a batch are the fields 0, 1, 2 ... of one object, each with its own problems. */
function inputAt(inputs: ParsedJson, index: number): ParsedJson {
  if (inputs.value !== undefined && !isObject(inputs.value)) {
    throw new TRPCError({ code: 'BAD_REQUEST' })
  }
  return memberOf(inputs, String(index))
}

function orBadRequest<Result>(read: () => Result): Result {
  try {
    return read()
  } catch (cause) {
    throw new TRPCError({ code: 'BAD_REQUEST', cause })
  }
}
