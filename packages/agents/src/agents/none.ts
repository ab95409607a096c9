import type { Agent } from '../agent.ts'

/** For products whose own server appends the assistant's messages. */
export function createNoAgent(): Agent {
  return { name: 'none', onInterrupted: 'restart', async *respond() {} }
}
