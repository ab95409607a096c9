import type { StoreBackend } from '../backend.ts'
import { isKeyPrefix, KEY_PREFIX_RULE, type RedisStoreConfig } from '../config.ts'
import type { StoreObserver } from '../observer.ts'
import { createCaller } from './caller.ts'
import { callerOptions, connect } from './connect.ts'
import { createCanary } from './health/canary.ts'
import { createLook } from './health/look.ts'
import { createHealthCheck } from './health.ts'
import { ownerKeys } from './keys.ts'
import { createLayoutCheck } from './layout.ts'
import { createLink } from './link.ts'
import { createRedisOwnerBackend } from './owner-backend.ts'
import type { Runners } from './owner-scripts.ts'
import { createReplicatedRunner } from './run-replicated.ts'
import { createScriptRunner } from './run-script.ts'

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
