import type { TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import { errorDetails, errorMessage } from './error-map.ts'

/** An error in the shape of tRPC's responses. `path`: of the procedure, if there was one. */
export function errorShape(error: TRPCError, path: string | undefined, requestId: string | null) {
  const { code } = error
  const details = errorDetails(error)
  return {
    message: errorMessage(error),
    code: TRPC_ERROR_CODES_BY_KEY[code],
    data: { code, httpStatus: getHTTPStatusCodeFromError(error), path, ...details, requestId },
  }
}
