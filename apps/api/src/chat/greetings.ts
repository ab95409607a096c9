import type { Conversation } from '@threadkeep/shared'
import type { OwnerConversations, StartInput } from '@threadkeep/store'
import type { Runs } from '../runs/runs.ts'
import { heldLease } from './held-lease.ts'
import { withUnknownOutcome } from './replay.ts'
import { runEnd } from './run-end.ts'

/** Starts a conversation, and has the agent greet in it, if it speaks first. Does not wait for that. */
export async function startGreeted(
  runs: Runs,
  conversations: OwnerConversations,
  input: StartInput,
  bearerToken: string | null,
): Promise<Conversation> {
  const greets = runs.agent.greet !== undefined
  const { conversation, greeting, replayed } = await conversations.start({ ...input, greets })
  if (greeting === null) return conversation
  const lease = await heldLease(runs, { ...greeting, replayed }).catch(withUnknownOutcome)
  if (lease !== null) {
    runs.work(lease, { conversations, conversation, message: null, bearerToken })
  } else if (greeting.orphaned) {
    runs.takeOver(conversations, conversation.id, bearerToken)
  }
  return conversation
}

/** Waits for the end of a greeting. False if what is in progress is none. */
export async function greetingEnd(
  conversations: OwnerConversations,
  conversationId: string,
  maxWaitMs: number,
): Promise<boolean> {
  const run = await conversations.runs(conversationId).newest()
  if (run?.id !== conversationId) return false
  if (run.status === 'running') await runEnd(conversations, conversationId, run, maxWaitMs)
  return true
}
