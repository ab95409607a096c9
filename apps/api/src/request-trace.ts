import { AsyncLocalStorage } from 'node:async_hooks'
import type { ErrorReason } from '@threadkeep/shared'

/** What becomes known of an HTTP request on its way, for its line in the log. */
export interface RequestTrace {
  readonly requestId: string
  procedures: readonly string[]
  /** A hash of the owner, once the token is verified. */
  user: string | undefined
  /** Of the calls whose spans are recorded; several when a batch came without a trace. */
  readonly traceIds: Set<string>
  readonly errors: { procedure: string | undefined; reason: ErrorReason; cause: unknown }[]
}

// Not in tRPC's context: an error before the context exists needs the request's id as well.
const storage = new AsyncLocalStorage<RequestTrace>()

export function runInTrace(trace: RequestTrace, work: () => void): void {
  storage.run(trace, work)
}

export function currentTrace(): RequestTrace | undefined {
  return storage.getStore()
}
