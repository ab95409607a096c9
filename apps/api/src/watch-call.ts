import type { TRPCError } from '@trpc/server'
import type { Context } from './context.ts'
import { errorDetails } from './error-map.ts'
import { inCallSpan } from './tracing/call-span.ts'
import { markOutcome } from './tracing/spans.ts'

type CallResult = { ok: true } | { ok: false; error: TRPCError }

/** One call of a procedure, seen from outside: a span, a count, a duration. */
export function watchCall<Result extends CallResult>(
  procedure: string,
  { procedureMetrics, trace }: Context,
  call: () => Promise<Result>,
): Promise<Result> {
  return inCallSpan(procedure, trace, async (span) => {
    const startedAt = performance.now()
    const result = await call()
    const outcome = result.ok ? 'ok' : errorDetails(result.error).reason
    procedureMetrics.ended(procedure, outcome, performance.now() - startedAt)
    span.setAttribute('rpc.status_code', result.ok ? 'OK' : result.error.code)
    markOutcome(span, outcome)
    span.end()
    return result
  })
}
