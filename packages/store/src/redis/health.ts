import type { StoreHealth } from '@threadkeep/shared'
import type { StoreObserver } from '../observer.ts'
import type { Call } from './caller.ts'
import type { RedisClient } from './connect.ts'
import { readServerInfo, type ServerInfo, serverWarnings } from './server-info.ts'

/** So that asking for health, however often, does not become a load on Redis. */
const CACHE_MS = 500

/** Health by one PING within the deadline of any call. What INFO says is read once a connection. */
export function createHealthCheck(client: RedisClient, call: Call, observe: StoreObserver) {
  let server: ServerInfo | null = null
  let cached: { report: Promise<StoreHealth>; at: number } | undefined

  client.on('ready', () => {
    server = null
  })

  async function check(): Promise<StoreHealth> {
    const started = performance.now()
    let latencyMs: number | null = null
    try {
      await call(() => client.ping())
      latencyMs = Math.round((performance.now() - started) * 100) / 100
      server ??= await describeServer()
    } catch {
      // Why is told to the observer by the connection; a report only says that it is so.
      latencyMs = null
    }
    return {
      status: latencyMs === null ? 'unhealthy' : 'healthy',
      latencyMs,
      checkedAt: new Date().toISOString(),
      server,
      warnings: server === null ? [] : serverWarnings(server),
    }
  }

  async function describeServer(): Promise<ServerInfo> {
    const info = await call(() => readServerInfo(client))
    for (const message of serverWarnings(info)) observe({ type: 'warning', message })
    return info
  }

  return (): Promise<StoreHealth> => {
    if (cached === undefined || performance.now() - cached.at > CACHE_MS) {
      cached = { report: check(), at: performance.now() }
    }
    return cached.report
  }
}
