import { setTimeout as pause } from 'node:timers/promises'
import type { StoreHealth } from '@threadkeep/shared'
import type { StoreObserver } from '../../store-events.ts'
import type { ConnectionMonitor } from '../connection/connection-monitor.ts'
import type { RedisClient } from '../connection/create-client.ts'
import { type HealthState, isHealthy, nextHealth } from './health-state.ts'
import type { ProbeResult } from './probe.ts'

/** Caches reports, so that frequent health checks are no load on Redis. */
const CACHE_MS = 500
/** A probe may be rejected while users' calls, on other connections, still succeed. */
const CALL_MS = 100
const LOOK_MS = 10
/** Between the two good probes that end an outage. */
const CONFIRM_MS = 250

/** Health by probes of every master (probe.ts), within the deadline of any call. */
export function createHealthCheck(
  client: RedisClient,
  monitor: Pick<ConnectionMonitor, 'lastSuccessAt'>,
  probe: () => Promise<ProbeResult>,
  observe: StoreObserver,
) {
  const warned = new Set<string>()
  let state: HealthState = 'unknown'
  let last: { report: StoreHealth; at: number } | undefined
  let underWay: Promise<StoreHealth> | undefined

  async function check(): Promise<StoreHealth> {
    let seen = await probeOnce()
    if (state === 'recovering') {
      await pause(CONFIRM_MS)
      seen = await probeOnce()
    }
    const { latencyMs, server, problems } = seen
    const warnings = [...problems, ...seen.warnings]
    tell(warnings)
    return {
      status: isHealthy(state) ? 'healthy' : 'unhealthy',
      latencyMs,
      checkedAt: new Date().toISOString(),
      server,
      warnings,
    }
  }

  /** Reports a warning once, until it ends. */
  function tell(warnings: readonly string[]): void {
    for (const message of warned) {
      if (!warnings.includes(message)) warned.delete(message)
    }
    for (const message of warnings) {
      if (!warned.has(message)) observe({ type: 'warning', message })
      warned.add(message)
    }
  }

  /** Whether a call of a user succeeded while the probe did not, or in the time that a call takes. */
  async function succeedsAfter(began: number): Promise<boolean> {
    for (;;) {
      if ((monitor.lastSuccessAt() ?? 0) > began) return true
      if (performance.now() - began > CALL_MS) return false
      await pause(LOOK_MS)
    }
  }

  async function probeOnce(): Promise<ProbeResult> {
    const began = performance.now()
    const seen = await probe()
    const isInconclusive = seen.isInconclusive && (await succeedsAfter(began))
    state = nextHealth(state, seen.isGood ? 'good' : isInconclusive ? 'inconclusive' : 'bad')
    return seen
  }

  const report = async (): Promise<StoreHealth> => {
    if (last !== undefined && performance.now() - last.at <= CACHE_MS) return last.report
    // One at a time: of two probes the older might have the last word.
    underWay ??= check().finally(() => {
      underWay = undefined
    })
    const made = await underWay
    last = { report: made, at: performance.now() }
    return made
  }
  // A report is not valid beyond its connection.
  const forget = () => {
    last = undefined
  }
  client.on('close', forget)
  client.on('ready', () => {
    forget()
    // Probes at the start, so that settings that put conversations at risk are logged at once.
    void report()
  })
  return report
}
