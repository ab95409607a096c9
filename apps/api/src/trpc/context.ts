import type { ConversationStore } from '@threadkeep/store'
import type { Claimed } from '../auth/claims.ts'
import type { Turns } from '../chat/turns.ts'
import type { HealthReporter } from '../health/health-report.ts'
import type { ProcedureMetrics } from '../observability/metrics/procedure-metrics.ts'
import type { RequestLogContext } from '../observability/request-log-context.ts'
import type { RateLimit } from '../rate-limit/rate-limit.ts'
import type { RequestUsage } from '../rate-limit/request-usage.ts'
import type { Runs } from '../runs/runs.ts'
import type { OpenWatch } from '../watch/watches.ts'

/** The parts of the server that procedures use. They live as long as it. */
export interface Services {
  store: ConversationStore
  turns: Turns
  runs: Runs
  openWatch: OpenWatch
  reportHealth: HealthReporter
  rateLimit: RateLimit
  procedureMetrics: ProcedureMetrics
  /** Whether any token may append messages of the assistant: AUTH_APPEND_SCOPE. */
  hasAppend: boolean
}

/** The context of procedures. Few fields, because tRPC copies them for every call. */
export interface Context {
  services: Services
  /** What this request uses of its owner's limits. */
  usage: RequestUsage
  trace: RequestLogContext
  /** Verifies the request's token, once. Rejects with UnauthenticatedError. */
  authenticate(): Promise<Claimed>
  /** When the request's token expires, in milliseconds since 1970. Valid after `authenticate`. */
  tokenEndsAt(): number
  /** For agents that act on behalf of the user. Valid after `authenticate`. */
  bearerToken(): string
}
