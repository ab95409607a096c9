import { DEFAULT_LIMITS, type Limits } from '@threadkeep/shared'
import { afterAll, beforeAll, describe } from 'vitest'
import type { RedisAddress, StoreConfig } from '../src/config.ts'
import type { ConversationStore, OwnerConversations } from '../src/conversation-store.ts'
import { createStore } from '../src/create-store.ts'
import { newOwner } from './conformance/support/target.ts'
import { startCluster } from './servers/cluster.ts'
import { testRedis } from './servers/test-redis.ts'

export interface EveryStore {
  /** Of one owner, never seen before. */
  newClient(): OwnerConversations
  /** The same owner by two stores on the same data, as by two servers. Memory has but one store. */
  twoServers(): [OwnerConversations, OwnerConversations]
}

interface Servers {
  /** A store of its own each time, where stores can share what they keep. */
  open(): ConversationStore
  stop(): Promise<void>
}

/** The same tests on memory, on a Redis and on a Redis Cluster, which run while the tests do. */
export function describeOnEveryStore(name: string, tests: (stores: EveryStore) => void): void {
  for (const [kind, start] of Object.entries(SERVERS)) {
    describe(`${name}, on ${kind}`, () => {
      let servers: Servers | undefined
      const opened: ConversationStore[] = []
      beforeAll(async () => {
        servers = await start()
        opened.push(servers.open(), servers.open())
      })
      afterAll(async () => {
        await Promise.all(opened.splice(0).map((store) => store.close()))
        await servers?.stop()
      })

      function storeAt(index: number): ConversationStore {
        const store = opened[index]
        if (store === undefined) throw new Error('The stores are open only while tests run.')
        return store
      }
      tests({
        newClient: () => storeAt(0).forOwner(newOwner()),
        twoServers() {
          const owner = newOwner()
          return [storeAt(0).forOwner(owner), storeAt(1).forOwner(owner)]
        },
      })
    })
  }
}

const SERVERS: Record<string, () => Promise<Servers>> = {
  async memory() {
    const store = openStore({ kind: 'memory', maxConversations: 10_000 })
    return { open: () => store, stop: async () => {} }
  },
  async Redis() {
    const server = await testRedis()
    return {
      open: () => openRedisStore({ mode: 'standalone', url: server.url }),
      stop: () => server.stop(),
    }
  },
  async 'a cluster'() {
    const cluster = await startCluster()
    return {
      open: () => openRedisStore({ mode: 'cluster', url: cluster.url }),
      stop: () => cluster.stop(),
    }
  },
}

function openRedisStore(address: RedisAddress): ConversationStore {
  return openStore({ kind: 'redis', address, commandTimeoutMs: 5000, waitReplicas: 0 })
}

type Common = { ttlSeconds: number; limits: Limits }

function openStore(config: Without<StoreConfig, keyof Common>): ConversationStore {
  return createStore({ ttlSeconds: 3600, limits: DEFAULT_LIMITS, ...config })
}

type Without<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never
