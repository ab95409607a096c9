import { randomUUID } from 'node:crypto'
import type { Server, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { ERRORS, type ErrorReason } from '@threadkeep/shared'
import { type TRPC_ERROR_CODE_KEY, TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import type { Logger } from '../../observability/log.ts'

interface ErrorResponse {
  status: string
  code: TRPC_ERROR_CODE_KEY
  reason: ErrorReason
  message: string
}

const UNPARSABLE: ErrorResponse = {
  status: '400 Bad Request',
  code: 'BAD_REQUEST',
  reason: 'INVALID_INPUT',
  message: 'the request could not be read as HTTP',
}

/** Responses by the code of Node's HTTP parser or request timeout. */
const PARSER_ERRORS: Record<string, ErrorResponse> = {
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

/**
 * How long to drain what the client still sends. If the connection were closed sooner, the response
 * could be lost.
 */
const LINGER_MS = 2000

/**
 * Requests that Node cannot parse reach no route. Responds to them and logs them like any other
 * error.
 */
export function handleClientErrors(server: Server, log: Logger): void {
  const responses = new WeakMap<Duplex, ServerResponse>()
  const handled = new WeakSet<Duplex>()
  server.on('request', (req, res) => responses.set(req.socket, res))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // `clientError` fires again for later bytes; respond once.
    if (handled.has(socket) && error.code !== 'ECONNRESET') return
    const begun = responses.get(socket)
    // During a response the client would take this for a part of it. After a complete response to
    // an incomplete request, it would take it for the response to its next request.
    const hasResponse =
      begun?.headersSent === true && !(begun.writableFinished && begun.req.complete)
    // Opened in advance and not used in time: a client that uses it this moment would take a 408 for
    // the response to its request.
    const isUnused = socket instanceof Socket && socket.bytesRead === 0
    // The client has disconnected.
    if (!socket.writable || error.code === 'ECONNRESET' || hasResponse || isUnused) {
      socket.destroy()
      return
    }
    const response = PARSER_ERRORS[error.code ?? ''] ?? UNPARSABLE
    const requestId = randomUUID()
    log.info({ requestId, status: statusOf(response), code: error.code }, 'unreadable request')
    handled.add(socket)
    socket.end(serialize(response, requestId))
    // A half-closed connection would stay open for as long as the client sends.
    const linger = setTimeout(() => socket.destroy(), LINGER_MS)
    socket.once('close', () => clearTimeout(linger))
  })
}

function serialize(response: ErrorResponse, requestId: string): string {
  const { code, reason, message } = response
  const body = JSON.stringify({
    error: {
      message: ERRORS[reason].message,
      code: TRPC_ERROR_CODES_BY_KEY[code],
      data: {
        code,
        httpStatus: statusOf(response),
        reason,
        issues: [{ path: '', message }],
        requestId,
      },
    },
  })
  const lines = [
    `HTTP/1.1 ${response.status}`,
    'connection: close',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    `x-request-id: ${requestId}`,
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

function statusOf({ status }: ErrorResponse): number {
  return Number.parseInt(status, 10)
}
