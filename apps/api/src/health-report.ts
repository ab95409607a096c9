import type { HealthReport } from '@threadkeep/shared'
import type { ConversationStore } from '@threadkeep/store'

export type HealthReporter = () => Promise<HealthReport>

export function createHealthReporter(store: ConversationStore, version: string): HealthReporter {
  return async () => {
    const { status, latencyMs, server, warnings, checkedAt } = await store.health()
    const onRedis = store.kind === 'redis'
    return {
      status,
      store: store.kind,
      redisStatus: onRedis ? status : 'not_configured',
      redisLatencyMs: onRedis ? latencyMs : null,
      redisVersion: server?.version ?? null,
      redisRole: server?.role ?? null,
      warnings,
      version,
      uptimeSeconds: Math.floor(process.uptime()),
      checkedAt,
    }
  }
}
