import { ERRORS, type ErrorReason } from '@threadkeep/shared'
import { type TRPC_ERROR_CODE_KEY, TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'

/** An error response to a request that Node makes no request object of, or no response. */
export interface RawError {
  status: string
  code: TRPC_ERROR_CODE_KEY
  reason: ErrorReason
  message: string
  headers?: readonly string[]
}

/** The response as it is sent on the socket. */
export function serialize(response: RawError, requestId: string): string {
  const { code, reason, message, headers = [] } = response
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
    ...headers,
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

export function statusOf({ status }: RawError): number {
  return Number.parseInt(status, 10)
}
