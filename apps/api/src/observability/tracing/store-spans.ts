import { SpanKind } from '@opentelemetry/api'
import type { StoreObserver } from '@threadkeep/store'
import { markOutcome, tracer } from './spans.ts'

/**
 * A span for each operation of the store, made when it is over: the store knows nothing of
 * tracing. Observers are told in the context of whoever called, so the parent is the right one.
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
