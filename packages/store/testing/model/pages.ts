import type { Conversation, Message, Status } from '@threadkeep/shared'
import type { MessagesOptions } from '../../src/conversation-store.ts'
import { newestFirst, type Position } from '../conformance/support/order.ts'
import type { Entry } from './entry.ts'

export interface ListQuery {
  status: Status | undefined
  limit: number
  after: Position | undefined
}

export function pageOfMessages(
  messages: Message[],
  { limit = 50, afterSeq, beforeSeq = Number.POSITIVE_INFINITY }: MessagesOptions,
) {
  if (afterSeq !== undefined) {
    const newer = messages.filter(({ seq }) => seq > afterSeq)
    return { items: newer.slice(0, limit), hasMore: newer.length > limit }
  }
  const older = messages.filter(({ seq }) => seq < beforeSeq)
  return { items: older.slice(-limit), hasMore: older.length > limit }
}

export function pageOfConversations(
  entries: Entry[],
  { status, limit, after }: ListQuery,
): { items: Conversation[]; hasMore: boolean } {
  const matching = entries
    .map(({ conversation }) => conversation)
    .filter((conversation) => status === undefined || conversation.status === status)
    .filter((conversation) => after === undefined || newestFirst(after, conversation) < 0)
    .sort(newestFirst)
  return { items: matching.slice(0, limit), hasMore: matching.length > limit }
}
