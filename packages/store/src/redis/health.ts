import type { StoreHealth } from '@threadkeep/shared'
import type { StoreObserver } from '../observer.ts'
import type { Call } from './caller.ts'
import type { RedisClient } from './connect.ts'
import { nodesOf } from './link.ts'
import { readServerInfo, type ServerInfo } from './server-info.ts'

/** So that asking for health, however often, does not become a load on Redis. */
const CACHE_MS = 500

/** Health by one PING of every master within the deadline of any call, and what INFO says. */
export function createHealthCheck(client: RedisClient, call: Call, observe: StoreObserver) {
  const told = new Set<string>()
  let cached: { report: Promise<StoreHealth>; at: number } | undefined

  async function check(): Promise<StoreHealth> {
    const latencyMs = await ping()
    const info = latencyMs === null ? undefined : await describeServer()
    const warnings = info?.warnings ?? []
    for (const message of warnings) {
      if (!told.has(message)) observe({ type: 'warning', message })
      told.add(message)
    }
    return {
      status: latencyMs === null || info?.unusable === true ? 'unhealthy' : 'healthy',
      latencyMs,
      checkedAt: new Date().toISOString(),
      server: info?.server ?? null,
      warnings,
    }
  }

  async function ping(): Promise<number | null> {
    const started = performance.now()
    try {
      await call(() => Promise.all(nodesOf(client).map((node) => node.ping())))
      return Math.round((performance.now() - started) * 100) / 100
    } catch {
      // Why, the connection tells the observer; a report says that it is so.
      return null
    }
  }

  /** Undefined where INFO is forbidden: that takes nothing away from a store that works. */
  async function describeServer(): Promise<ServerInfo | undefined> {
    try {
      return await call(() => readServerInfo(client))
    } catch {
      return undefined
    }
  }

  return (): Promise<StoreHealth> => {
    if (cached === undefined || performance.now() - cached.at > CACHE_MS) {
      cached = { report: check(), at: performance.now() }
    }
    return cached.report
  }
}
