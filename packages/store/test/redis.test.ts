import { createStore } from '../src/create-store.ts'
import {
  type ConformanceTarget,
  storeConformance,
  storeModelCheck,
  storeRunModelCheck,
  testRedis,
} from '../testing/index.ts'
import { HISTORIES } from './histories/how-many.ts'

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

storeRunModelCheck({ ...redis, runs: HISTORIES })
storeModelCheck({ ...redis, runs: 150 })
storeConformance({ ...redis, destroy: () => server.stop() })
