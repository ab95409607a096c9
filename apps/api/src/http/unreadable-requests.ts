import { randomUUID } from 'node:crypto'
import type { Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { ERRORS, type ErrorReason } from '@threadkeep/shared'
import { type TRPC_ERROR_CODE_KEY, TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import type { Logger } from '../log.ts'

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
const REFUSALS: Record<string, Refusal> = {
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

/** What Node refuses reaches no route: answered and logged here like any other error. */
export function answerUnreadable(server: Server, log: Logger): void {
  const answers = new WeakMap<Duplex, ServerResponse>()
  server.on('request', (req, res) => answers.set(req.socket, res))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const begun = answers.get(socket)
    const midAnswer = begun?.headersSent === true && !begun.writableFinished
    // A client that is gone reads nothing; one in mid-answer would take this for a part of it.
    if (!socket.writable || error.code === 'ECONNRESET' || midAnswer) {
      socket.destroy()
      return
    }
    const refusal = REFUSALS[error.code ?? ''] ?? UNREADABLE
    const requestId = randomUUID()
    log.info({ requestId, status: statusOf(refusal), code: error.code }, 'unreadable request')
    socket.end(answer(refusal, requestId))
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
