import type { Agent } from './agent.ts'

/** For products whose assistant writes to the store by itself. */
export function createNoAgent(): Agent {
  return { reply: async () => null }
}
