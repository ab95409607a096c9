import type { RedisStoreConfig } from '../config.ts'
import { createBreakers } from '../redis/connection/breaker.ts'
import { type OwnerKeys, watchChannel } from '../redis/keys.ts'
import {
  type CurrentLayout,
  createOwnerScripts,
  type OwnerScripts,
} from '../redis/scripts/owner-scripts.ts'
import { createReplicatedRunner } from '../redis/scripts/replicated-runner.ts'
import { createScriptRunner, type RunScript } from '../redis/scripts/runner.ts'
import type { StoreObserver } from '../store-events.ts'
import type { AdminConnection } from './connection.ts'

/** Changes that operators make: with notices for watchers, and waiting for replicas as users' do. */
export interface OwnerChanges {
  scriptsOf(ownerKey: string, keys: OwnerKeys): OwnerScripts
  close(): void
}

export function createOwnerChanges(
  config: RedisStoreConfig,
  { client, call, read, takeTurn }: AdminConnection,
  layout: CurrentLayout,
  observe: StoreObserver,
): OwnerChanges {
  const plain = createScriptRunner(client, call, 'grow')
  const breakers = createBreakers(config.commandTimeoutMs)
  const replicated =
    config.waitReplicas > 0 ? createReplicatedRunner(config, observe, breakers) : undefined

  function changeFor(keys: OwnerKeys): RunScript {
    const run = replicated?.forMarker(keys.starts, 'grow')
    if (run === undefined) return plain
    return async (...args) => {
      await takeTurn()
      return run(...args)
    }
  }

  return {
    scriptsOf(ownerKey, keys) {
      const change = changeFor(keys)
      const runners = { read, change, unreplicated: plain, getAppendResult: read }
      const notices = {
        publish: config.address.mode === 'cluster' ? 'SPUBLISH' : 'PUBLISH',
        channel: watchChannel(ownerKey, config.keyPrefix),
      } as const
      return createOwnerScripts(keys, runners, notices, layout, observe)
    },
    close: () => replicated?.close(),
  }
}
