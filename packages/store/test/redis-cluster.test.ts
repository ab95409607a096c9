import { Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'
import { createStore } from '../src/create-store.ts'
import { openRateLimitConnection } from '../src/redis/connection/rate-limit-connection.ts'
import { text } from '../testing/conformance/support/samples.ts'
import { DEFAULT_SETTINGS, newOwner } from '../testing/conformance/support/target.ts'
import {
  type ConformanceTarget,
  startCluster,
  storeConformance,
  storeModelCheck,
  storeRunModelCheck,
} from '../testing/index.ts'
import { addDocumentedUser, asDocumentedUser, denials } from './documented-user.ts'
import { HISTORIES } from './histories/how-many.ts'

const servers = await startCluster()
// As the user of the docs: a cluster's client needs rights that no other does.
await Promise.all(servers.nodes.map((node) => addDocumentedUser(node.url)))
const url = asDocumentedUser(servers.url)

const cluster: ConformanceTarget = {
  name: 'Redis Cluster of three masters',
  create: async (settings) =>
    createStore({
      kind: 'redis',
      address: { mode: 'cluster', url },
      commandTimeoutMs: 5000,
      waitReplicas: 0,
      ...settings,
    }),
}

describe('on a cluster', () => {
  it('owners are spread over the masters, each one whole on one of them', async () => {
    const store = await cluster.create(DEFAULT_SETTINGS)
    const owners = Array.from({ length: 30 }, newOwner)
    for (const owner of owners) {
      const mine = store.forOwner(owner)
      const { id } = (await mine.start({ externalId: 'agent-1' })).conversation
      await mine.append(id, { messages: [text('a')] })
      await mine.setStatus(id, 'archived')
    }
    const masters = servers.masters.map(({ url }) => new Redis(url))
    const kept = await Promise.all(masters.map((master) => master.keys('*')))
    for (const keys of kept) expect(keys).not.toStrictEqual([])
    for (const { tenantId } of owners) {
      const holding = kept.filter((keys) => keys.some((key) => key.includes(tenantId)))
      expect(holding).toHaveLength(1)
    }
    for (const master of masters) master.disconnect()
    await store.close()
  })
})

describe('calls counted on a cluster', () => {
  it('have one count each, wherever it lies', async () => {
    const config = {
      kind: 'redis',
      address: { mode: 'cluster', url },
      commandTimeoutMs: 5000,
      waitReplicas: 0,
      ...DEFAULT_SETTINGS,
    } as const
    const [one, other] = [openRateLimitConnection(config), openRateLimitConnection(config)]
    for (const { client } of [one, other]) {
      await expect.poll(() => client.status).toBe('ready')
    }
    for (const owner of Array.from({ length: 30 }, newOwner)) {
      expect(await one.client.incrby(one.key(owner), 1)).toBe(1)
      expect(await other.client.incrby(other.key(owner), 1)).toBe(2)
    }
    one.close()
    other.close()
    await expect(one.client.incrby(one.key(newOwner()), 1)).rejects.toThrow()
  })
})

storeRunModelCheck({ ...cluster, runs: HISTORIES })
storeModelCheck({ ...cluster, runs: 100 })
storeConformance({
  ...cluster,
  async destroy() {
    const rejected = await Promise.all(servers.nodes.map((node) => denials(node.url)))
    expect(rejected.flat()).toStrictEqual([])
    await servers.stop()
  },
})
