import { randomUUID } from 'node:crypto'
import type { Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { ERRORS, type ErrorReason } from '@threadkeep/shared'
import { type TRPC_ERROR_CODE_KEY, TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import type { Logger } from '../../observability/log.ts'

interface Refusal {
  status: string
  code: TRPC_ERROR_CODE_KEY
  reason: ErrorReason
  message: string
}

const UNREADABLE: Refusal = {
  status: '400 Bad Request',
  code: 'BAD_REQUEST',
  reason: 'INVALID_INPUT',
  message: 'the request could not be read as HTTP',
}

/** By the code of the error that Node's parser or its clock gives. */
const PARSER_ERRORS: Record<string, Refusal> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    code: 'PAYLOAD_TOO_LARGE',
    reason: 'PAYLOAD_TOO_LARGE',
    message: 'the headers are larger than 16 KB',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: '413 Payload Too Large',
    code: 'PAYLOAD_TOO_LARGE',
    reason: 'PAYLOAD_TOO_LARGE',
    message: 'the chunk extensions are larger than 16 KB',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    code: 'TIMEOUT',
    reason: 'INVALID_INPUT',
    message: 'the request took too long to arrive',
  },
}

/** For how long what is still sent is taken and dropped: sooner closed, the answer might be lost. */
const LINGER_MS = 2000

/** What Node refuses reaches no route: answered and logged here like any other error. */
export function handleClientErrors(server: Server, log: Logger): void {
  const answers = new WeakMap<Duplex, ServerResponse>()
  const refused = new WeakSet<Duplex>()
  server.on('request', (req, res) => answers.set(req.socket, res))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // Node says so again with all that comes behind what it could not read.
    if (refused.has(socket) && error.code !== 'ECONNRESET') return
    const begun = answers.get(socket)
    // In mid-answer a client would take this for a part of it, and for the next request's answer
    // when the request has its own and only the rest of its body does not end.
    const hasAnswer = begun?.headersSent === true && !(begun.writableFinished && begun.req.complete)
    // A client that is gone reads nothing.
    if (!socket.writable || error.code === 'ECONNRESET' || hasAnswer) {
      socket.destroy()
      return
    }
    const refusal = PARSER_ERRORS[error.code ?? ''] ?? UNREADABLE
    const requestId = randomUUID()
    log.info({ requestId, status: statusOf(refusal), code: error.code }, 'unreadable request')
    refused.add(socket)
    socket.end(answer(refusal, requestId))
    // Closed by this side alone, the connection would be there for as long as the client sends.
    const linger = setTimeout(() => socket.destroy(), LINGER_MS)
    socket.once('close', () => clearTimeout(linger))
  })
}

function answer(refusal: Refusal, requestId: string): string {
  const { code, reason, message } = refusal
  const body = JSON.stringify({
    error: {
      message: ERRORS[reason].message,
      code: TRPC_ERROR_CODES_BY_KEY[code],
      data: {
        code,
        httpStatus: statusOf(refusal),
        reason,
        issues: [{ path: '', message }],
        requestId,
      },
    },
  })
  const lines = [
    `HTTP/1.1 ${refusal.status}`,
    'connection: close',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    `x-request-id: ${requestId}`,
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

function statusOf({ status }: Refusal): number {
  return Number.parseInt(status, 10)
}
