import type { HealthReport } from '@threadkeep/shared'
import type { ConversationStore } from '@threadkeep/store'

export type HealthReporter = () => Promise<HealthReport>

export interface HealthReporterParts {
  store: ConversationStore
  version: string
  /** Aborted when the server stops and should receive no more requests. */
  stopping: AbortSignal
}

export function createHealthReporter({
  store,
  version,
  stopping,
}: HealthReporterParts): HealthReporter {
  return async () => {
    const { status, latencyMs, server, warnings, checkedAt } = await store.health()
    const onRedis = store.kind === 'redis'
    return {
      status: stopping.aborted ? 'unhealthy' : status,
      store: store.kind,
      redisStatus: onRedis ? status : 'not_configured',
      redisLatencyMs: onRedis ? latencyMs : null,
      redisVersion: server?.version ?? null,
      redisRole: server?.role ?? null,
      warnings: stopping.aborted ? [...warnings, 'The server is being stopped.'] : warnings,
      version,
      uptimeSeconds: Math.floor(process.uptime()),
      checkedAt,
    }
  }
}
