import type { Conversation, Message, Owner } from '@threadkeep/shared'
import { decodeMessages, toMessages } from '../codec/messages.ts'
import { toConversation } from '../codec/record.ts'
import { readRecord } from '../redis/record-codec.ts'
import type { ConversationSnapshot, ConversationSummary } from './stored-conversation.ts'

export interface Transcript {
  conversation: Conversation
  messages: Message[]
}

/** What the store's callers see of a conversation. Throws DataLossError where that cannot be read. */
export function toTranscript(owner: Owner, snapshot: ConversationSnapshot): Transcript {
  const record = readRecord(snapshot.id, snapshot.record)
  return {
    conversation: toConversation(owner, record),
    messages: toMessages(1, decodeMessages(snapshot.messages, record.createdAt)),
  }
}

/** The same without its messages; undefined where it cannot be read. */
export function toListed(owner: Owner, { record }: ConversationSummary): Conversation | undefined {
  return record && toConversation(owner, record)
}
