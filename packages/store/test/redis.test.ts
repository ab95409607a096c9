import { createStore } from '../src/create-store.ts'
import {
  type ConformanceTarget,
  storeConformance,
  storeModelCheck,
  testRedis,
} from '../testing/index.ts'

const server = await testRedis()

const redis: ConformanceTarget = {
  name: 'Redis',
  create: async (settings) =>
    createStore({
      kind: 'redis',
      address: { mode: 'standalone', url: server.url },
      commandTimeoutMs: 5000,
      waitReplicas: 0,
      ...settings,
    }),
}

storeModelCheck({ ...redis, runs: 150 })
storeConformance({ ...redis, destroy: () => server.stop() })
