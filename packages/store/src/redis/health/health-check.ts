import { setTimeout as pause } from 'node:timers/promises'
import type { StoreHealth } from '@threadkeep/shared'
import type { StoreObserver } from '../../store-events.ts'
import type { Link } from '../connection/connection-monitor.ts'
import type { RedisClient } from '../connection/create-client.ts'
import { type HealthState, isHealthy, nextHealth } from './health-state.ts'
import type { Seen } from './probe.ts'

/** So that asking for health, however often, does not become a load on Redis. */
const CACHE_MS = 500
/** Between the two good looks that end an outage. */
const CONFIRM_MS = 250

/** Health by what looks at every master find (health/look.ts), within the deadline of any call. */
export function createHealthCheck(
  client: RedisClient,
  link: Pick<Link, 'answeredAt'>,
  lookAtServer: () => Promise<Seen>,
  observe: StoreObserver,
) {
  const told = new Set<string>()
  let state: HealthState = 'unknown'
  let last: { report: StoreHealth; at: number } | undefined
  let underWay: Promise<StoreHealth> | undefined

  async function check(): Promise<StoreHealth> {
    let seen = await look()
    if (state === 'recovering') {
      await pause(CONFIRM_MS)
      seen = await look()
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

  /** Once for as long as it is so. */
  function tell(warnings: readonly string[]): void {
    for (const message of told) {
      if (!warnings.includes(message)) told.delete(message)
    }
    for (const message of warnings) {
      if (!told.has(message)) observe({ type: 'warning', message })
      told.add(message)
    }
  }

  async function look(): Promise<Seen> {
    const began = performance.now()
    const seen = await lookAtServer()
    const isContradicted = seen.isInconclusive && (link.answeredAt() ?? 0) > began
    state = nextHealth(state, seen.isGood ? 'good' : isContradicted ? 'contradicted' : 'bad')
    return seen
  }

  const report = async (): Promise<StoreHealth> => {
    if (last !== undefined && performance.now() - last.at <= CACHE_MS) return last.report
    // One at a time: of two looks the older might have the last word.
    underWay ??= check().finally(() => {
      underWay = undefined
    })
    const made = await underWay
    last = { report: made, at: performance.now() }
    return made
  }
  // What is remembered of a connection says nothing of the next one.
  const forget = () => {
    last = undefined
  }
  client.on('close', forget)
  client.on('ready', () => {
    forget()
    // So that settings which put conversations at risk are told of at the start.
    void report()
  })
  return report
}
