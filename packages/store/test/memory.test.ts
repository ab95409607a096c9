import { createStore } from '../src/create-store.ts'
import { type ConformanceTarget, storeConformance, storeModelCheck } from '../src/testing/index.ts'

const memory: ConformanceTarget = {
  name: 'memory',
  create: async (settings) =>
    createStore({ kind: 'memory', maxConversations: 100_000, ...settings }),
}

storeConformance(memory)
storeModelCheck({ ...memory, runs: 200 })
