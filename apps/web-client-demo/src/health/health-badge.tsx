import type { Health } from '../api.ts'
import { useConnectivity } from '../client/client-context.tsx'
import type { Connectivity } from '../client/connectivity.ts'

interface Look {
  dot: string
  label: string
  detail: string | undefined
}

/** Whether the store responds, and how fast. */
export function HealthBadge() {
  const { dot, label, detail } = lookOf(useConnectivity())
  return (
    <p title={detail} className="flex shrink-0 items-center gap-2 px-1 text-xs text-muted">
      <span
        className={`size-2.5 shrink-0 rounded-full border border-transparent ${dot}`}
        aria-hidden
      />
      {label}
    </p>
  )
}

function lookOf({ health, outage }: Connectivity): Look {
  if (outage?.kind === 'server') return { dot: 'bg-bad', label: 'Server away', detail: undefined }
  if (outage?.kind === 'offline') return { dot: 'bg-bad', label: 'Offline', detail: undefined }
  if (outage) return { dot: 'bg-bad', label: 'Redis unavailable', detail: undefined }
  if (!health) return { dot: 'bg-line-strong', label: 'Connecting', detail: undefined }
  const detail = health.warnings.join('\n') || undefined
  if (health.store === 'memory') {
    return { dot: 'bg-warn-line', label: 'In memory', detail }
  }
  return { dot: 'bg-good', label: `Redis${latency(health)}`, detail: detail ?? version(health) }
}

function latency({ redisLatencyMs }: Health): string {
  if (redisLatencyMs === null) return ''
  return redisLatencyMs < 10
    ? ` ${redisLatencyMs.toFixed(1)} ms`
    : ` ${Math.round(redisLatencyMs)} ms`
}

function version({ redisVersion }: Health): string | undefined {
  return redisVersion === null ? undefined : `Redis ${redisVersion}`
}
