import { context, propagation, trace } from '@opentelemetry/api'
import type { RequestHandler } from 'express'

/** Makes a request's spans part of its caller's trace, by the `traceparent` header. */
export const traceParent: RequestHandler = ({ headers }, _res, next) => {
  const active = context.active()
  // An HTTP instrumentation has read the header already and made a span, which is the closer
  // parent.
  if (trace.getSpan(active) !== undefined) return next()
  context.with(propagation.extract(active, headers), () => next())
}
