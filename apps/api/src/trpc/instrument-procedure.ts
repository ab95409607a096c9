import type { TRPCError } from '@trpc/server'
import { errorDetails } from '../errors/error-map.ts'
import { inCallSpan } from '../observability/tracing/call-span.ts'
import { markOutcome } from '../observability/tracing/spans.ts'
import type { Context } from './context.ts'

type CallResult = { ok: true } | { ok: false; error: TRPCError }

/** Instruments one call of a procedure: a span, a count, a duration. */
export function instrumentProcedure<Result extends CallResult>(
  procedure: string,
  { services, trace }: Context,
  call: () => Promise<Result>,
): Promise<Result> {
  return inCallSpan(procedure, trace, async (span) => {
    const startedAt = performance.now()
    const result = await call()
    const outcome = result.ok ? 'ok' : errorDetails(result.error).reason
    services.procedureMetrics.ended(procedure, outcome, performance.now() - startedAt)
    span.setAttribute('rpc.status_code', result.ok ? 'OK' : result.error.code)
    markOutcome(span, outcome)
    span.end()
    return result
  })
}
