import type { IncomingMessage } from 'node:http'
import { MIMEType } from 'node:util'
import { TRPCError } from '@trpc/server'
import getRawBody from 'raw-body'
import { toTRPCError } from '../../errors/error-map.ts'
import { RequestError } from '../../errors/errors.ts'
import { type ParsedJson, parseJson } from './parse-json.ts'

/** Removes a byte order mark. Throws if the bytes are not UTF-8. */
const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Max chunks of a body. What parsing a chunk costs hangs on no length: 256 KiB byte by byte take the
 * processor for half a second, and count as little as other calls.
 */
const MAX_CHUNKS = 2048

const bodyBytes = new WeakMap<IncomingMessage, number>()

/** How long the body of a request was, if it was read. */
export function bodyBytesOf(req: IncomingMessage): number {
  return bodyBytes.get(req) ?? 0
}

class TooManyChunksError extends Error {
  readonly status = 413

  constructor() {
    super(`the body has more than ${MAX_CHUNKS} chunks`)
    this.name = 'TooManyChunksError'
  }
}

/**
 * The body of a request, by tRPC or by REST. Throws TRPCError. `admit` waits until there is room for
 * so many bytes, or rejects.
 */
export async function readJsonBody(
  req: IncomingMessage,
  limit: number,
  admit?: (bytes: number) => Promise<void>,
): Promise<ParsedJson> {
  assertJsonType(req)
  const length = req.headers['content-length'] ?? null
  // What was sent in chunks may be as long as is allowed.
  await admit?.(Math.min(Number(length ?? limit), limit))
  // The client disconnected before the body was complete.
  if (!req.readable) throw new TRPCError({ code: 'BAD_REQUEST' })
  const body = await readBody(req, limit, length).catch((error: unknown) => {
    throw toTRPCError(error)
  })
  bodyBytes.set(req, body.length)
  const text = decode(body)
  try {
    return parseJson(text)
  } catch {
    // Without the parser's words, which quote the body.
    throw new RequestError('The body must be JSON.')
  }
}

function readBody(req: IncomingMessage, limit: number, length: string | null): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    getRawBody(req, { limit, length }).then(resolve, reject)
    let chunks = 0
    req.on('data', () => {
      chunks += 1
      if (chunks > MAX_CHUNKS) reject(new TooManyChunksError())
    })
  })
}

/**
 * Only JSON: forms need no CORS preflight, and would parse to an object without fields. Other
 * charsets would be read as UTF-8 and changed.
 */
export function assertJsonType({ headers }: IncomingMessage): void {
  const coding = headers['content-encoding'] ?? 'identity'
  if (coding !== 'identity' || !isJsonInUtf8(headers['content-type'] ?? '')) {
    throw new TRPCError({ code: 'UNSUPPORTED_MEDIA_TYPE' })
  }
}

function isJsonInUtf8(contentType: string): boolean {
  if (contentType === 'application/json') return true
  const type = parseType(contentType)
  if (type?.essence !== 'application/json') return false
  return /^utf-?8$/i.test(type.params.get('charset') ?? 'utf-8')
}

function parseType(contentType: string): MIMEType | undefined {
  try {
    return new MIMEType(contentType)
  } catch {
    return undefined
  }
}

function decode(body: Buffer): string {
  try {
    return utf8.decode(body)
  } catch {
    throw new RequestError('The body must be UTF-8.')
  }
}
