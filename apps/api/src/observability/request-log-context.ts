import type { IncomingMessage } from 'node:http'
import type { ErrorReason } from '@threadkeep/shared'

/** What is collected about an HTTP request for its log line. */
export interface RequestLogContext {
  readonly requestId: string
  procedures: readonly string[]
  /** A hash of the owner, once the token is verified. */
  user: string | undefined
  /** Trace ids of recorded spans; several for a batch that came without a trace. */
  readonly traceIds: Set<string>
  readonly errors: { procedure: string | undefined; reason: ErrorReason; cause: unknown }[]
}

// Not an AsyncLocalStorage, which slows down every promise up to Node 22 (docs/decisions/021).
const traces = new WeakMap<IncomingMessage, RequestLogContext>()

export function setLogContext(req: IncomingMessage, trace: RequestLogContext): void {
  traces.set(req, trace)
}

/** A hash of the owner, once the token of the request is verified. */
export function userOf(req: IncomingMessage): string | undefined {
  return traces.get(req)?.user
}

export function logContextOf(req: IncomingMessage): RequestLogContext {
  const trace = traces.get(req)
  if (trace === undefined) throw new Error('a request came past the log')
  return trace
}
