import { SpanKind } from '@opentelemetry/api'
import type { StoreObserver } from '@threadkeep/store'
import { markOutcome, tracer } from './spans.ts'

/**
 * Creates a span for each operation of the store at its end, because the store does not depend on
 * tracing. Observers run in the caller's context, so the parent is right.
 */
export function traceStore(kind: 'redis' | 'memory'): StoreObserver {
  return (event) => {
    if (event.type !== 'operation') return
    const endTime = performance.now()
    const span = tracer.startSpan(event.operation, {
      kind: SpanKind.CLIENT,
      startTime: endTime - event.ms,
      attributes: { 'db.system.name': kind, 'db.operation.name': event.operation },
    })
    markOutcome(span, event.outcome)
    span.end(endTime)
  }
}
