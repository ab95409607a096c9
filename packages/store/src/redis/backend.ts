import type { StoreBackend } from '../backend.ts'
import type { RedisStoreConfig } from '../config.ts'
import type { StoreObserver } from '../store-events.ts'
import { createConnectionMonitor } from './connection/connection-monitor.ts'
import { createClient } from './connection/create-client.ts'
import { createExecutor, executorOptions } from './connection/execute-with-retry.ts'
import { createNoticeSubscriber } from './connection/notice-subscriber.ts'
import { createOutageReport } from './connection/outage-report.ts'
import { createHealthCheck } from './health/health-check.ts'
import { openProbe } from './health/open-probe.ts'
import { ownerKeys } from './keys.ts'
import { createRedisOwnerBackend } from './owner-backend.ts'
import { createRecentOwners } from './recent-owners.ts'
import { createSharedParts } from './scripts/open-connection.ts'
import type { Runners } from './scripts/owner-scripts.ts'
import { createReadPool, latest } from './scripts/read-pool.ts'
import { createReplicatedRunner } from './scripts/replicated-runner.ts'
import { createScriptRunner } from './scripts/runner.ts'

/** Conversations in Redis, over one client for the whole process. */
export function createRedisBackend(config: RedisStoreConfig, observe: StoreObserver): StoreBackend {
  const client = createClient(config)
  const outages = createOutageReport(observe, config)
  const shared = createSharedParts(config, outages.observe, outages.reporting)
  const { breakers, siblings } = shared
  const monitor = createConnectionMonitor(client, outages.observe, config.credentials, { siblings })
  const execute = outages.reporting(createExecutor(monitor, executorOptions(config), breakers))
  const read = createScriptRunner(client, execute, 'read')
  const change = createScriptRunner(client, execute, 'grow')
  const replicated = config.waitReplicas > 0 ? createReplicatedRunner(shared) : undefined
  const reads = createReadPool(shared)
  const runnersOf = (ownerKey: string): Runners => {
    const marker = ownerKeys(ownerKey, config.keyPrefix).starts
    return {
      read,
      readLarge: reads.forOwner(ownerKey),
      change: replicated?.forMarker(marker, 'grow') ?? change,
      unreplicated: change,
      getAppendResult: replicated?.forMarker(marker, 'write') ?? read,
    }
  }
  const { layout, probe } = openProbe(client, monitor, replicated, config, outages.reporting)
  const parts = { layout, recentOwners: createRecentOwners(), observe }
  const subscriber = createNoticeSubscriber(config, observe)
  const successes = {
    lastSuccessAt: () => latest([monitor.lastSuccessAt(), reads.lastSuccessAt()]),
  }
  const health = createHealthCheck(client, successes, probe, observe)

  return {
    kind: 'redis',
    forOwner: (ownerKey) => createRedisOwnerBackend(ownerKey, config, runnersOf(ownerKey), parts),
    subscribe: subscriber.subscribe,
    health,
    async close() {
      subscriber.close()
      outages.close()
      monitor.close()
      reads.close()
      replicated?.close()
    },
  }
}
