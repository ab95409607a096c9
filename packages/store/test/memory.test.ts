import { createStore } from '../src/create-store.ts'
import {
  type ConformanceTarget,
  storeConformance,
  storeModelCheck,
  storeRunModelCheck,
} from '../testing/index.ts'
import { HISTORIES } from './histories/how-many.ts'

const memory: ConformanceTarget = {
  name: 'memory',
  create: async (settings) =>
    createStore({ kind: 'memory', maxConversations: 100_000, ...settings }),
}

storeRunModelCheck({ ...memory, runs: HISTORIES })
storeModelCheck({ ...memory, runs: 200 })
storeConformance(memory)
