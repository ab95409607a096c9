import type { StoreBackend } from '../backend.ts'
import { isKeyPrefix, KEY_PREFIX_RULE, type RedisStoreConfig } from '../config.ts'
import type { StoreObserver } from '../store-events.ts'
import { createLink } from './connection/connection-monitor.ts'
import { callerOptions, connect } from './connection/create-client.ts'
import { createCaller } from './connection/execute-with-retry.ts'
import { createCanary } from './health/canary.ts'
import { createHealthCheck } from './health/health-check.ts'
import { createLayoutCheck } from './health/layout-version.ts'
import { createLook } from './health/probe.ts'
import { ownerKeys } from './keys.ts'
import { createRedisOwnerBackend } from './owner-backend.ts'
import type { Runners } from './scripts/owner-scripts.ts'
import { createReplicatedRunner } from './scripts/replicated-runner.ts'
import { createScriptRunner } from './scripts/runner.ts'

/** Conversations in Redis, over one client for the whole process. */
export function createRedisBackend(config: RedisStoreConfig, observe: StoreObserver): StoreBackend {
  if (!isKeyPrefix(config.keyPrefix ?? '')) throw new TypeError(`keyPrefix ${KEY_PREFIX_RULE}`)
  const client = connect(config)
  const link = createLink(client, observe)
  // A caller each: what refuses changes may still answer reads, and the other way round.
  const caller = () => createCaller(link, callerOptions(config))
  const read = createScriptRunner(client, caller())
  const replicated = config.waitReplicas > 0 ? createReplicatedRunner(config, observe) : undefined
  const change = createScriptRunner(client, caller())
  const runnersOf = (ownerKey: string): Runners => {
    const replicatedRun = replicated?.forMarker(ownerKeys(ownerKey, config.keyPrefix).starts)
    return { read, change: replicatedRun ?? change, recall: replicatedRun ?? read }
  }
  // Whether users get answers is what its own are weighed against.
  const healthLink = { ...link, answered: link.heard }
  const healthCall = createCaller(healthLink, callerOptions(config))
  const layout = createLayoutCheck(client, createCaller(healthLink, callerOptions(config)), config)
  const plainCanary = createScriptRunner(client, createCaller(healthLink, callerOptions(config)))
  const canary = createCanary(
    client,
    (marker) => replicated?.forMarker(marker) ?? plainCanary,
    config.keyPrefix,
  )
  const look = createLook(client, healthCall, { canary, layout, config })
  const health = createHealthCheck(client, link, look, observe)

  return {
    kind: 'redis',
    forOwner: (ownerKey) =>
      createRedisOwnerBackend(ownerKey, config, runnersOf(ownerKey), layout, observe),
    health,
    async close() {
      link.close()
      replicated?.close()
    },
  }
}
