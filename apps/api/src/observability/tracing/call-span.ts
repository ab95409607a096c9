import { type Span, SpanKind } from '@opentelemetry/api'
import type { RequestLogContext } from '../request-log-context.ts'
import { tracer } from './spans.ts'

/** Runs one call of a procedure in a span, which `work` must end. */
export function inCallSpan<Result>(
  procedure: string,
  request: RequestLogContext,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  const attributes = { 'rpc.system.name': 'trpc', 'rpc.method': procedure }
  return tracer.startActiveSpan(procedure, { kind: SpanKind.SERVER, attributes }, (span) => {
    if (span.isRecording()) connectWithLog(span, request)
    return work(span)
  })
}

/** Links the request's log line to its trace, and the span to the log line. */
function connectWithLog(span: Span, request: RequestLogContext): void {
  request.traceIds.add(span.spanContext().traceId)
  span.setAttribute('threadkeep.request_id', request.requestId)
}
