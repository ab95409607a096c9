import type { StoreBackend } from '../backend.ts'
import { isKeyPrefix, KEY_PREFIX_RULE, type RedisStoreConfig } from '../config.ts'
import type { StoreObserver } from '../store-events.ts'
import { createConnectionMonitor } from './connection/connection-monitor.ts'
import { createClient, executorOptions } from './connection/create-client.ts'
import { createExecutor } from './connection/execute-with-retry.ts'
import { createCanary } from './health/canary.ts'
import { createHealthCheck } from './health/health-check.ts'
import { createLayoutCheck } from './health/layout-version.ts'
import { createProbe } from './health/probe.ts'
import { ownerKeys } from './keys.ts'
import { createRedisOwnerBackend } from './owner-backend.ts'
import type { Runners } from './scripts/owner-scripts.ts'
import { createReplicatedRunner } from './scripts/replicated-runner.ts'
import { createScriptRunner } from './scripts/runner.ts'

/** Conversations in Redis, over one client for the whole process. */
export function createRedisBackend(config: RedisStoreConfig, observe: StoreObserver): StoreBackend {
  if (!isKeyPrefix(config.keyPrefix ?? '')) throw new TypeError(`keyPrefix ${KEY_PREFIX_RULE}`)
  const client = createClient(config)
  const monitor = createConnectionMonitor(client, observe)
  // A caller each: what refuses changes may still answer reads, and the other way round.
  const caller = () => createExecutor(monitor, executorOptions(config))
  const read = createScriptRunner(client, caller())
  const replicated = config.waitReplicas > 0 ? createReplicatedRunner(config, observe) : undefined
  const change = createScriptRunner(client, caller())
  const runnersOf = (ownerKey: string): Runners => {
    const replicatedRun = replicated?.forMarker(ownerKeys(ownerKey, config.keyPrefix).starts)
    return { read, change: replicatedRun ?? change, getAppendResult: replicatedRun ?? read }
  }
  // Whether users get answers is what its own are weighed against.
  const healthMonitor = { ...monitor, onSuccess: monitor.onReply }
  const healthCall = createExecutor(healthMonitor, executorOptions(config))
  const layout = createLayoutCheck(
    client,
    createExecutor(healthMonitor, executorOptions(config)),
    config,
  )
  const plainCanary = createScriptRunner(
    client,
    createExecutor(healthMonitor, executorOptions(config)),
  )
  const canary = createCanary(
    client,
    (marker) => replicated?.forMarker(marker) ?? plainCanary,
    config.keyPrefix,
  )
  const probe = createProbe(client, healthCall, { canary, layout, config })
  const health = createHealthCheck(client, monitor, probe, observe)

  return {
    kind: 'redis',
    forOwner: (ownerKey) =>
      createRedisOwnerBackend(ownerKey, config, runnersOf(ownerKey), layout, observe),
    health,
    async close() {
      monitor.close()
      replicated?.close()
    },
  }
}
