import { createStore } from '../src/create-store.ts'
import { type ConformanceTarget, storeConformance, storeModelCheck } from '../testing/index.ts'

const memory: ConformanceTarget = {
  name: 'memory',
  create: async (settings) =>
    createStore({ kind: 'memory', maxConversations: 100_000, ...settings }),
}

storeModelCheck({ ...memory, runs: 200 })
storeConformance(memory)
