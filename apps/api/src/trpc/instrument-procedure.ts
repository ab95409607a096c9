import type { TRPCError } from '@trpc/server'
import { errorDetails, toTRPCError } from '../errors/error-map.ts'
import type { CallOutcome } from '../observability/metrics/procedure-metrics.ts'
import { inCallSpan } from '../observability/tracing/call-span.ts'
import { markOutcome } from '../observability/tracing/spans.ts'
import type { Context } from './context.ts'

type CallResult = { ok: true } | { ok: false; error: TRPCError }

/**
 * Instruments one call of a procedure: a span, a count, a duration. Maps what was thrown first, so that
 * the counted reason is the one that callers read.
 */
export function instrumentProcedure<Result extends CallResult>(
  procedure: string,
  { services, trace }: Context,
  call: () => Promise<Result>,
): Promise<Result> {
  return inCallSpan(procedure, trace, async (span) => {
    const startedAt = performance.now()
    const ended = (outcome: CallOutcome, code: string) => {
      services.procedureMetrics.ended(procedure, outcome, performance.now() - startedAt)
      span.setAttribute('rpc.status_code', code)
      markOutcome(span, outcome)
      span.end()
    }
    try {
      const result = await call()
      if (!result.ok) throw result.error
      ended('ok', 'OK')
      return result
    } catch (thrown) {
      const error = toTRPCError(thrown)
      ended(errorDetails(error).reason, error.code)
      throw error
    }
  })
}
