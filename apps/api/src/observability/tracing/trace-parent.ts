import { context, propagation, trace } from '@opentelemetry/api'
import type { RequestHandler } from 'express'

/** Makes what a request causes a part of its caller's trace, as its `traceparent` header says. */
export const traceParent: RequestHandler = ({ headers }, _res, next) => {
  const active = context.active()
  // An instrumentation of HTTP has read the header, and made a span that is the closer parent.
  if (trace.getSpan(active) !== undefined) return next()
  context.with(propagation.extract(active, headers), () => next())
}
