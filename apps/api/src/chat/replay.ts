import {
  type BeginRunResult,
  type OwnerConversations,
  StoreUnavailableError,
} from '@threadkeep/store'
import type { SendResult } from './send-result.ts'

/** Max messages that are returned of a run. */
const MAX_REPLIES = 50

/** Replies are the messages between this one and the user's next one. */
export async function replay(
  conversations: OwnerConversations,
  { conversation, message, run, replayed }: BeginRunResult,
): Promise<SendResult> {
  const { items } = await conversations
    .messages(conversation.id, { afterSeq: message.seq, limit: MAX_REPLIES })
    .catch(withUnknownOutcome)
  const end = items.findIndex(({ role }) => role === 'user')
  return {
    conversation,
    message,
    replies: end === -1 ? items : items.slice(0, end),
    run: run?.id === message.id ? run : null,
    replayed,
  }
}

/**
 * The message is stored. `not_applied` would describe the later step, but the caller wants to know
 * about the message, so the outcome is `unknown`.
 */
export function withUnknownOutcome(error: unknown): never {
  if (!(error instanceof StoreUnavailableError)) throw error
  throw new StoreUnavailableError('unknown', error.detail)
}
