import { type Span, SpanStatusCode, trace } from '@opentelemetry/api'
import { ERRORS, type ErrorReason } from '@threadkeep/shared'

/**
 * Creates spans once an OpenTelemetry SDK is registered, whenever that is; otherwise it does
 * nothing.
 */
export const tracer = trace.getTracer('threadkeep')

/** Reasons only, because an error's message may quote what a user wrote. */
export function markOutcome(span: Span, outcome: 'ok' | 'replayed' | ErrorReason): void {
  span.setAttribute('threadkeep.outcome', outcome)
  if (outcome === 'ok' || outcome === 'replayed') return
  // By OpenTelemetry's conventions a client error is not a failure of the server.
  if (ERRORS[outcome].httpStatus < 500) return
  span.setAttribute('error.type', outcome)
  span.setStatus({ code: SpanStatusCode.ERROR })
}
