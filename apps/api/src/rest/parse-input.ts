import { MAX_BODY_BYTES } from '@threadkeep/shared'
import { InvalidInputError } from '@threadkeep/store'
import { TRPCError } from '@trpc/server'
import { json, type Request, type Response } from 'express'
import { toTRPCError } from '../errors/error-map.ts'
import { type Endpoint, hasBody, takesKey } from './endpoint.ts'

type Fields = Record<string, unknown>

/**
 * The procedure's input, unchecked: the procedure does that itself, once it knows who is asking.
 * Each field has one place to stand in, so that none can be given twice with different values.
 */
export async function readInput(endpoint: Endpoint, req: Request, res: Response): Promise<unknown> {
  const given = await readGiven(endpoint, req, res)
  const elsewhere = { ...req.params, ...keyOf(endpoint, req) }
  for (const name of Object.keys(elsewhere)) {
    if (Object.hasOwn(given, name)) refuse(name, 'must be given once, and not here')
  }
  const fields = { ...given, ...elsewhere }
  return endpoint.toInput === undefined ? fields : endpoint.toInput(fields)
}

/** Where REST clients expect to say it; the field of the body does as well. */
function keyOf(endpoint: Endpoint, req: Request): Fields {
  const idempotencyKey = req.get('idempotency-key')
  return takesKey(endpoint) && idempotencyKey !== undefined ? { idempotencyKey } : {}
}

async function readGiven(endpoint: Endpoint, req: Request, res: Response): Promise<Fields> {
  if (!hasBody(endpoint)) return readQuery(req, endpoint.numbers ?? [])
  if (Object.keys(req.query).length > 0) refuse('', 'this path takes no query')
  return readBody(req, res)
}

/** As JSON writes them: what else JavaScript takes for a number (``, `0x10`) is a mistake. */
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/

function readQuery({ query }: Request, numbers: readonly string[]): Fields {
  const read = ([name, value]: [string, unknown]) => {
    const isNumber = typeof value === 'string' && numbers.includes(name) && NUMBER.test(value)
    return [name, isNumber ? Number(value) : value]
  }
  return Object.fromEntries(Object.entries(query).map(read))
}

const parseBody = json({
  limit: MAX_BODY_BYTES,
  inflate: false,
  verify(_req, _res, body) {
    // The parser would take it for an empty object.
    if (body.length === 0) throw new TRPCError({ code: 'BAD_REQUEST' })
  },
})

async function readBody(req: Request, res: Response): Promise<Fields> {
  if (!req.is('application/json')) throw new TRPCError({ code: 'UNSUPPORTED_MEDIA_TYPE' })
  await new Promise<void>((resolve, reject) => {
    parseBody(req, res, (error?: unknown) => {
      if (error === undefined) resolve()
      else reject(toTRPCError(error))
    })
  })
  const body: unknown = req.body
  return isObject(body) ? body : refuse('', 'the body must be a JSON object')
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refuse(path: string, message: string): never {
  throw new InvalidInputError([{ path, message }])
}
