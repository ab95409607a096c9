import { TRPCClientError } from '@trpc/client'
import type { AppRouter } from '../../src/index.ts'

/** The error that a call was rejected with; fails when the call succeeds. */
export async function rejection(call: Promise<unknown>): Promise<TRPCClientError<AppRouter>> {
  try {
    const result = await call
    throw new Error(`expected a rejection, got ${JSON.stringify(result)}`)
  } catch (error) {
    if (error instanceof TRPCClientError) return error
    throw error
  }
}

/** Its reason and status, as callers tell errors apart. */
export async function rejectedWith(call: Promise<unknown>) {
  const { data } = await rejection(call)
  return { status: data?.httpStatus, reason: data?.reason }
}

/** What the response's Retry-After says. */
export function retryAfter({ meta }: TRPCClientError<AppRouter>): string | null {
  const response = meta?.['response']
  if (!(response instanceof Response)) throw new Error('the client kept no response')
  return response.headers.get('retry-after')
}
