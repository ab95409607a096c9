import type { Agent } from '../agent.ts'

/** For products whose own server appends the assistant's messages. */
export function createNoAgent(): Agent {
  // The runs that a former agent left end with what it had said.
  return { name: 'none', onInterrupted: 'fail', async *respond() {} }
}
