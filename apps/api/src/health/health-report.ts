import type { HealthReport } from '@threadkeep/shared'
import type { ConversationStore } from '@threadkeep/store'
import { releaseOnePerTurn } from '../lib/one-per-turn.ts'

export type HealthReporter = () => Promise<HealthReport>

export interface HealthReporterParts {
  store: ConversationStore
  /** Whether there are keys to verify tokens with. */
  hasTokenKeys(): boolean
  version: string
  /** Aborted when the server stops and should receive no more requests. */
  stopping: AbortSignal
}

const STOPPING = 'The server is being stopped.'
const NO_KEYS = 'Tokens cannot be verified: no keys could be had from their publisher.'

export function createHealthReporter({
  store,
  hasTokenKeys,
  version,
  stopping,
}: HealthReporterParts): HealthReporter {
  // A flood of probes waits for one look at the store.
  const lookAtStore = releaseOnePerTurn(() => store.health())
  return async () => {
    const { status, latencyMs, server, warnings, checkedAt } = await lookAtStore()
    const onRedis = store.kind === 'redis'
    const hasKeys = hasTokenKeys()
    return {
      status: stopping.aborted || !hasKeys ? 'unhealthy' : status,
      store: store.kind,
      redisStatus: onRedis ? status : 'not_configured',
      redisLatencyMs: onRedis ? latencyMs : null,
      redisVersion: server?.version ?? null,
      redisRole: server?.role ?? null,
      tokenKeysStatus: hasKeys ? 'healthy' : 'unhealthy',
      warnings: [
        ...warnings,
        ...(hasKeys ? [] : [NO_KEYS]),
        ...(stopping.aborted ? [STOPPING] : []),
      ],
      version,
      uptimeSeconds: Math.floor(process.uptime()),
      checkedAt,
    }
  }
}
