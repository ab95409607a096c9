import {
  type BeginRunResult,
  type OwnerConversations,
  StoreUnavailableError,
} from '@threadkeep/store'
import type { SendResult } from './send-result.ts'

/** Most messages that a run may leave. */
const MAX_REPLIES = 50

/** Replies are what stands between the message and the next one of the user. */
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

/** `not_applied` would be said of what comes after, while the caller asks about the message. */
export function withUnknownOutcome(error: unknown): never {
  if (!(error instanceof StoreUnavailableError)) throw error
  throw new StoreUnavailableError('unknown', error.detail)
}
