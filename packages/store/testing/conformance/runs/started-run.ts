import type { NewMessage } from '@threadkeep/shared'
import type { RunLease } from '../../../src/conversation-runs.ts'
import type { OwnerConversations } from '../../../src/conversation-store.ts'

export const HELLO = { type: 'text', text: 'Hello' } as const
export const reply = (words: string): NewMessage => ({
  role: 'assistant',
  content: { type: 'text', text: words },
})
export const said = (offset: number, words: string) =>
  ({ type: 'text', offset, text: words }) as const

/** A conversation with a run, and its lease. */
export async function startRun(mine: OwnerConversations) {
  const { id } = (await mine.start()).conversation
  const begun = await mine.runs(id).begin({ content: HELLO, idempotencyKey: 'k' })
  return { id, begun, runs: mine.runs(id), lease: leaseOf(begun.lease) }
}

export function leaseOf(lease: RunLease | null): RunLease {
  if (lease === null) throw new Error('there is no lease')
  return lease
}
