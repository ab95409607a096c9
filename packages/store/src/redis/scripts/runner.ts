// Other workspaces compile this file without the declarations of cluster-key-slot.
/// <reference path="../health/cluster-key-slot.d.ts" />

import keySlot from 'cluster-key-slot'
import { Cluster } from 'ioredis'
import type { CallTarget, Demand } from '../connection/breaker.ts'
import { corkWrites } from '../connection/cork-writes.ts'
import type { RedisClient } from '../connection/create-client.ts'
import type { Execute } from '../connection/execute-with-retry.ts'
import type { Script } from './registry.ts'
import { decodeReply, type Reply } from './replies.ts'

export type RunScript = (
  script: Script,
  keys: readonly string[],
  args: readonly (string | number)[],
  /** When the operation that this call is part of began, by performance.now(); default now. */
  started?: number,
) => Promise<Reply>

/** `demand`: of these scripts. Scripts with `removes` have their own. */
export function createScriptRunner(client: RedisClient, call: Execute, demand: Demand): RunScript {
  const beforeSending = corkWrites(client)
  return async (script, keys, args, started) => {
    const raw = await call(
      () =>
        withSourceIfUnknown(
          () => {
            beforeSending()
            return client.evalsha(script.sha, script.keys, ...keys, ...args)
          },
          () => client.eval(script.source, script.keys, ...keys, ...args),
        ),
      started,
      scriptTarget(client, script, keys[0], demand),
    )
    return decodeReply(script.name, raw)
  }
}

/** All keys of a script are in one slot, so the first one determines the node. */
export function scriptTarget(
  client: RedisClient,
  script: Script,
  key = '',
  demand: Demand,
): CallTarget {
  return {
    demand: script.removes ? 'remove' : demand,
    node: () => (client instanceof Cluster && client.slots[keySlot(key)]?.[0]) || '',
  }
}

/**
 * Sends the script's digest; a server that does not know it (new, or flushed) is sent its source.
 */
export async function withSourceIfUnknown<Result>(
  bySha: () => Promise<Result>,
  bySource: () => Promise<Result>,
): Promise<Result> {
  try {
    return await bySha()
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('NOSCRIPT')) return bySource()
    throw error
  }
}
