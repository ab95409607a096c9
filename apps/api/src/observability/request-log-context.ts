import type { IncomingMessage } from 'node:http'
import type { ErrorReason } from '@threadkeep/shared'

/** What becomes known of an HTTP request on its way, for its line in the log. */
export interface RequestLogContext {
  readonly requestId: string
  procedures: readonly string[]
  /** A hash of the owner, once the token is verified. */
  user: string | undefined
  /** Of the calls whose spans are recorded; several when a batch came without a trace. */
  readonly traceIds: Set<string>
  readonly errors: { procedure: string | undefined; reason: ErrorReason; cause: unknown }[]
}

// Not in an AsyncLocalStorage, which makes every promise of the process cost more (up to Node 22).
const traces = new WeakMap<IncomingMessage, RequestLogContext>()

export function setLogContext(req: IncomingMessage, trace: RequestLogContext): void {
  traces.set(req, trace)
}

export function logContextOf(req: IncomingMessage): RequestLogContext {
  const trace = traces.get(req)
  if (trace === undefined) throw new Error('a request came past the log')
  return trace
}
