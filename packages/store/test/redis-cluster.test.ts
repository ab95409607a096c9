import { Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'
import { createStore } from '../src/create-store.ts'
import { text } from '../src/testing/conformance/samples.ts'
import { DEFAULT_SETTINGS, freshOwner } from '../src/testing/conformance/target.ts'
import {
  type ConformanceTarget,
  startCluster,
  storeConformance,
  storeModelCheck,
} from '../src/testing/index.ts'

const servers = await startCluster()

const cluster: ConformanceTarget = {
  name: 'Redis Cluster of three masters',
  create: async (settings) =>
    createStore({
      kind: 'redis',
      address: { mode: 'cluster', url: servers.url },
      commandTimeoutMs: 5000,
      waitReplicas: 0,
      ...settings,
    }),
}

describe('on a cluster', () => {
  it('owners are spread over the masters, each one whole on one of them', async () => {
    const store = await cluster.create(DEFAULT_SETTINGS)
    const owners = Array.from({ length: 30 }, freshOwner)
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

storeModelCheck({ ...cluster, runs: 100 })
storeConformance({ ...cluster, destroy: () => servers.stop() })
