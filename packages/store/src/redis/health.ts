import { setTimeout as pause } from 'node:timers/promises'
import type { StoreHealth } from '@threadkeep/shared'
import type { StoreObserver } from '../observer.ts'
import type { Call } from './caller.ts'
import { createClockWatch } from './clock-watch.ts'
import type { RedisClient } from './connect.ts'
import { type HealthState, isHealthy, nextHealth } from './health-state.ts'
import type { LayoutCheck } from './layout.ts'
import type { Link } from './link.ts'
import { ping } from './ping.ts'
import { readServerInfo, readTime, type ServerInfo } from './server-info.ts'

/** So that asking for health, however often, does not become a load on Redis. */
const CACHE_MS = 500
/** Between the two good looks that end an outage. */
const CONFIRM_MS = 250

interface Seen {
  latencyMs: number | null
  info: ServerInfo | undefined
  isGood: boolean
}

/** Health by one PING of every master within the deadline of any call, and what INFO says. */
export function createHealthCheck(
  client: RedisClient,
  link: Link,
  call: Call,
  layout: LayoutCheck,
  observe: StoreObserver,
) {
  const told = new Set<string>()
  let state: HealthState = 'unknown'
  let clock: string | undefined
  const watchClock = createClockWatch(
    () => readTime(client),
    () => performance.now(),
  )
  let last: { report: StoreHealth; at: number } | undefined
  let underWay: Promise<StoreHealth> | undefined

  async function check(): Promise<StoreHealth> {
    let seen = await look()
    if (state === 'recovering') {
      await pause(CONFIRM_MS)
      seen = await look()
    }
    const { latencyMs, info } = seen
    const warnings = [...(info?.warnings ?? []), layout.problem() ?? [], clock ?? []].flat()
    for (const message of warnings) {
      if (!told.has(message)) observe({ type: 'warning', message })
      told.add(message)
    }
    return {
      status: isHealthy(state) ? 'healthy' : 'unhealthy',
      latencyMs,
      checkedAt: new Date().toISOString(),
      server: info?.server ?? null,
      warnings,
    }
  }

  async function look(): Promise<Seen> {
    const began = performance.now()
    const seen = await askServer()
    const isContradicted = !seen.isGood && (link.answeredAt() ?? 0) > began
    state = nextHealth(state, seen.isGood ? 'good' : isContradicted ? 'contradicted' : 'bad')
    return seen
  }

  async function askServer(): Promise<Seen> {
    const began = performance.now()
    let latencyMs: number | null = null
    try {
      await call(() => ping(client))
      latencyMs = Math.round((performance.now() - began) * 100) / 100
      const info = await call(() => readServerInfo(client))
      await layout.look().catch(() => undefined)
      clock = await call(() => watchClock())
      return { latencyMs, info, isGood: !info?.unusable && layout.problem() === undefined }
    } catch {
      // The connection tells the observer of the failure; a report only says that it is so.
      return { latencyMs, info: undefined, isGood: false }
    }
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
