import type { StoreBackend } from '../backend.ts'
import type { RedisStoreConfig } from '../config.ts'
import type { StoreObserver } from '../observer.ts'
import { createCaller } from './caller.ts'
import { connect } from './connect.ts'
import { createHealthCheck } from './health.ts'
import { createLink } from './link.ts'
import { createRedisOwnerBackend } from './owner-backend.ts'
import { createReplicatedRunner } from './run-replicated.ts'
import { createScriptRunner } from './run-script.ts'

/** An idle connection is closed by managed Redis after ten minutes; TCP keep-alive does not help. */
const KEEP_ALIVE_MS = 60_000

/** Conversations in Redis, over one client for the whole process. */
export function createRedisBackend(config: RedisStoreConfig, observe: StoreObserver): StoreBackend {
  const client = connect(config)
  const link = createLink(client, observe)
  const call = createCaller(link, config.commandTimeoutMs)
  const read = createScriptRunner(client, call)
  const replicated = config.waitReplicas > 0 ? createReplicatedRunner(config) : undefined
  const runners = { read, change: replicated?.run ?? read }
  const health = createHealthCheck(client, call, observe)
  const keepAlive = setInterval(() => void health(), KEEP_ALIVE_MS).unref()

  return {
    kind: 'redis',
    forOwner: (ownerKey) => createRedisOwnerBackend(ownerKey, config, runners, observe),
    health,
    async close() {
      clearInterval(keepAlive)
      link.close()
      replicated?.close()
    },
  }
}
