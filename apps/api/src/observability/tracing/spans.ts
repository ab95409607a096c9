import { type Span, SpanStatusCode, trace } from '@opentelemetry/api'
import { ERRORS, type ErrorReason } from '@threadkeep/shared'

/** Makes spans once somebody has registered an SDK, whenever that is; else it makes nothing. */
export const tracer = trace.getTracer('threadkeep')

/** Reasons only: an error's own words may quote what somebody wrote. */
export function markOutcome(span: Span, outcome: 'ok' | 'replayed' | ErrorReason): void {
  span.setAttribute('threadkeep.outcome', outcome)
  if (outcome === 'ok' || outcome === 'replayed') return
  // By OpenTelemetry's conventions a refusal for the caller's own fault is no failure of ours.
  if (ERRORS[outcome].httpStatus < 500) return
  span.setAttribute('error.type', outcome)
  span.setStatus({ code: SpanStatusCode.ERROR })
}
