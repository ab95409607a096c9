import type { Owner } from '@threadkeep/shared'
import type { ConversationStore } from '@threadkeep/store'
import type { HealthReporter } from './health-report.ts'
import type { ProcedureMetrics } from './metrics/procedure-metrics.ts'
import type { RateLimit } from './rate-limit.ts'
import type { RequestTrace } from './request-trace.ts'
import type { Send } from './send.ts'

/** What procedures are given: parts that live as long as the server, and who is asking. */
export interface Context {
  store: ConversationStore
  send: Send
  reportHealth: HealthReporter
  rateLimit: RateLimit
  procedureMetrics: ProcedureMetrics
  trace: RequestTrace
  /** Verifies the request's token, once. Rejects with UnauthenticatedError. */
  authenticate(): Promise<Owner>
}
