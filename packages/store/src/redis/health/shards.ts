// Other workspaces compile this file without the declarations beside it.
/// <reference path="./cluster-key-slot.d.ts" />
import keySlot from 'cluster-key-slot'
import { Cluster, type Redis } from 'ioredis'
import type { RedisClient } from '../connection/create-client.ts'

export const SLOTS = 16_384

/** A master and the slots that it serves. Without a cluster, the one server. */
export interface Shard {
  /** Undefined while there is no connection to it. */
  node: Redis | undefined
  slots: number
  /**
   * Of canary keys that are in its slots; undefined if none was found. No owner's key is without a
   * colon, so none can be touched.
   */
  canaryName: string | undefined
}

/** Number of names tried to find one in a slot of each master. */
const MOST_NAMES = 2000

export function shardsOf(client: RedisClient): Shard[] {
  if (!(client instanceof Cluster)) return [{ node: client, slots: SLOTS, canaryName: 'canary' }]
  const slots = new Map<string, number>()
  for (const [master] of client.slots.filter((nodes) => nodes !== undefined)) {
    if (master !== undefined) slots.set(master, (slots.get(master) ?? 0) + 1)
  }
  const names = new Map<string, string>()
  for (let n = 0; n < MOST_NAMES && names.size < slots.size; n += 1) {
    const name = `canary-${n}`
    const master = client.slots[keySlot(name)]?.[0]
    if (master !== undefined && !names.has(master)) names.set(master, name)
  }
  const nodes = new Map(
    client.nodes('master').map((node) => [`${node.options.host}:${node.options.port}`, node]),
  )
  return [...slots].map(([master, count]) => ({
    node: nodes.get(master),
    slots: count,
    canaryName: names.get(master),
  }))
}
