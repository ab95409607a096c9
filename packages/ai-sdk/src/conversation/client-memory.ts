import type { ThreadkeepClient } from '@threadkeep/client'
import { seqOfMessageId } from '../messages/message-id.ts'
import type { Message } from '../messages/types.ts'

/** What this page knows of a conversation beyond what the AI SDK hands to a transport. */
export interface ConversationMemory {
  /** Of messages that were sent by this page, by the id that the AI SDK gave them. */
  readonly seqs: Map<string, number>
  /** The ids of the store, by seq: another client may have replaced a message since. */
  readonly storedIds: Map<number, string>
  /** Of the newest message that was loaded. */
  lastSeq: number | undefined
  /** A stop under way: resolves once the reply that it stops is stored. */
  stopping: Promise<void> | undefined
}

/** Not kept in a transport, because pages may make one with every render. */
const memories = new WeakMap<ThreadkeepClient, Map<string, ConversationMemory>>()

export function memoryOf(client: ThreadkeepClient, conversationId: string): ConversationMemory {
  const ofClient = memories.get(client) ?? new Map<string, ConversationMemory>()
  memories.set(client, ofClient)
  const known = ofClient.get(conversationId)
  if (known !== undefined) return known
  const memory: ConversationMemory = {
    seqs: new Map(),
    storedIds: new Map(),
    lastSeq: undefined,
    stopping: undefined,
  }
  ofClient.set(conversationId, memory)
  return memory
}

export function remember(memory: ConversationMemory, messages: readonly Message[]): void {
  for (const { seq, id } of messages) memory.storedIds.set(seq, id)
}

/** Undefined for a message of which this page does not know whether it was stored. */
export function seqOf(
  { seqs }: ConversationMemory,
  conversationId: string,
  messageId: string,
): number | undefined {
  return seqs.get(messageId) ?? seqOfMessageId(conversationId, messageId)
}
