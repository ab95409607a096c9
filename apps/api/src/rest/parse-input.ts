import { MAX_BODY_BYTES } from '@threadkeep/shared'
import { InvalidInputError } from '@threadkeep/store'
import type { Request } from 'express'
import { isObject, unchanged } from '../http/json/parse-json.ts'
import { readJsonBody } from '../http/json/read-json-body.ts'
import { readQuery } from '../http/json/read-query.ts'
import type { RequestUsage } from '../rate-limit/request-usage.ts'
import { acceptsIdempotencyKey, acceptsRevision, hasBody, isWatch, type Route } from './endpoint.ts'
import { headerText } from './header-text.ts'
import { parseIfMatch } from './revision-tag.ts'

type Fields = Record<string, unknown>

/**
 * The procedure's input, unchecked: the procedure checks it after authentication. Each field has
 * exactly one place, so that it cannot be given twice with different values.
 */
export async function parseInput(
  endpoint: Route,
  req: Request,
  usage: RequestUsage,
): Promise<unknown> {
  const given = await readGiven(endpoint, req, usage)
  const elsewhere = {
    ...req.params,
    ...keyOf(endpoint, req),
    ...revisionOf(endpoint, req),
    ...eventIdOf(endpoint, req),
  }
  for (const name of Object.keys(elsewhere)) {
    if (Object.hasOwn(given, name)) reject(name, 'must be given once, and not here')
  }
  const fields = { ...given, ...elsewhere }
  return endpoint.toInput === undefined ? fields : endpoint.toInput(fields)
}

/** The header that REST clients expect. The body's field works too. */
function keyOf(endpoint: Route, req: Request): Fields {
  const header = req.get('idempotency-key')
  return acceptsIdempotencyKey(endpoint) && header !== undefined
    ? { idempotencyKey: headerText(header) }
    : {}
}

/** An ignored condition would apply a change that the caller did not want. */
function revisionOf(endpoint: Route, req: Request): Fields {
  if (endpoint.method !== 'GET' && req.get('if-none-match') !== undefined) {
    reject('if-none-match', 'this path takes no such condition')
  }
  const header = req.get('if-match')
  if (header === undefined) return {}
  if (!acceptsRevision(endpoint)) reject('if-match', 'this path takes no condition')
  const expected = parseIfMatch(header)
  if (expected === undefined) reject('if-match', 'must be one revision in quotes, as in etag')
  return expected === 'any' ? {} : { expectedRevision: expected }
}

function eventIdOf(endpoint: Route, req: Request): Fields {
  const header = req.get('last-event-id')
  return isWatch(endpoint) && header !== undefined ? { lastEventId: header } : {}
}

async function readGiven(endpoint: Route, req: Request, usage: RequestUsage): Promise<Fields> {
  const query = readQuery(req.url)
  // A client that reconnects sends a newer id in the header, and the old one again in the query.
  if (isWatch(endpoint) && query.has('lastEventId')) {
    reject('lastEventId', 'is given in the header Last-Event-ID')
  }
  if (!hasBody(endpoint)) {
    assertNoBody(req)
    return fieldsOf(query, endpoint.numbers ?? [])
  }
  if (query.size > 0) reject('', 'this path takes no query')
  return readBody(req, usage)
}

/** As in JSON. Other forms that JavaScript parses (``, `0x10`) are mistakes. */
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/

/** A name given twice becomes a list, which no field accepts. */
function fieldsOf(query: URLSearchParams, numbers: readonly string[]): Fields {
  const read = (name: string): [string, unknown] => {
    const [value, ...others] = query.getAll(name)
    if (others.length > 0) return [name, [value, ...others]]
    const isNumber = value !== undefined && numbers.includes(name) && NUMBER.test(value)
    return [name, isNumber ? Number(value) : value]
  }
  return Object.fromEntries([...new Set(query.keys())].map(read))
}

async function readBody(req: Request, usage: RequestUsage): Promise<Fields> {
  const body = unchanged(await readJsonBody(req, MAX_BODY_BYTES, usage.admitBody))
  return isObject(body) ? body : reject('', 'the body must be a JSON object')
}

/** A body would be ignored silently, so it is rejected. */
function assertNoBody({ headers }: Request): void {
  const length = headers['content-length'] ?? '0'
  if (length === '0' && headers['transfer-encoding'] === undefined) return
  reject('', 'this path takes no body: its fields are given in the query')
}

function reject(path: string, message: string): never {
  throw new InvalidInputError([{ path, message }])
}
