import type { OwnerBackend } from '../backend.ts'
import type { RedisStoreConfig } from '../config.ts'
import type { RedisClient } from '../redis/connection/create-client.ts'
import type { LayoutCheck } from '../redis/health/layout-version.ts'
import { ownerKeys, watchChannel } from '../redis/keys.ts'
import { createRedisOwnerBackend } from '../redis/owner-backend.ts'
import { createRecentOwners } from '../redis/recent-owners.ts'
import { createSharedParts } from '../redis/scripts/open-connection.ts'
import { ANY_ROOM } from '../redis/scripts/owner-reads.ts'
import {
  createOwnerScripts,
  type OwnerScripts,
  type Runners,
} from '../redis/scripts/owner-scripts.ts'
import { createReplicatedRunner } from '../redis/scripts/replicated-runner.ts'
import { createScriptRunner, type RunScript } from '../redis/scripts/runner.ts'
import type { StoreObserver } from '../store-events.ts'
import type { AdminConnection } from './connection.ts'

/** Changes that operators make: with notices for watchers, and waiting for replicas as users' do. */
export interface OwnerChanges {
  scriptsOf(ownerKey: string): OwnerScripts
  /** Removes a bounded number of conversations, and once there are none all else of the owner. */
  eraseBatch: (ownerKey: string) => ReturnType<OwnerBackend['eraseBatch']>
  /** One command. */
  call<Result>(command: (client: RedisClient) => Promise<Result>): Promise<Result>
  /** How long a conversation lives. */
  readonly ttlMs: number
  close(): void
}

export function createOwnerChanges(
  config: RedisStoreConfig,
  { client, call, read, takeTurn }: AdminConnection,
  layout: LayoutCheck,
  observe: StoreObserver,
): OwnerChanges {
  const plain = createScriptRunner(client, call, 'grow')
  const shared = createSharedParts(config, observe)
  const replicated = config.waitReplicas > 0 ? createReplicatedRunner(shared) : undefined
  const parts = { layout, recentOwners: createRecentOwners(), observe }

  function runnersOf(ownerKey: string): Runners {
    const run = replicated?.forMarker(ownerKeys(ownerKey, config.keyPrefix).starts, 'grow')
    const change: RunScript =
      run === undefined
        ? plain
        : async (...args) => {
            await takeTurn()
            return run(...args)
          }
    const readLarge: RunScript = (script, keys, args, started) =>
      read(script, keys, script.hasRoom ? [...args, ANY_ROOM] : args, started)
    return { read, readLarge, change, unreplicated: plain, getAppendResult: read }
  }

  return {
    scriptsOf(ownerKey) {
      const keys = ownerKeys(ownerKey, config.keyPrefix)
      const notices = {
        publish: config.address.mode === 'cluster' ? 'SPUBLISH' : 'PUBLISH',
        channel: watchChannel(ownerKey, config.keyPrefix),
      } as const
      return createOwnerScripts(keys, runnersOf(ownerKey), notices, layout, observe)
    },
    eraseBatch: (ownerKey) =>
      createRedisOwnerBackend(ownerKey, config, runnersOf(ownerKey), parts).eraseBatch(),
    ttlMs: config.ttlSeconds * 1000,
    call: (command) => call(() => command(client)),
    close: () => replicated?.close(),
  }
}
