import type { Conversation, JsonObject, Message, NewMessage, Run, Status } from '@threadkeep/shared'
import type { RunLease } from './run-lease.ts'

/*
 * Inputs and results of the port's methods. What the methods promise is in conversation-store.ts.
 */

export interface StartInput {
  title?: string | null | undefined
  metadata?: JsonObject | undefined
  externalId?: string | null | undefined
  sdkConversationRef?: string | null | undefined
  idempotencyKey?: string | undefined
  /**
   * Whether the agent speaks first: the run in which it greets is registered by the same change. Not
   * part of the payload: a repeat registers none, and returns the run of the first call.
   */
  greets?: boolean | undefined
}

export interface StartResult {
  conversation: Conversation
  /** True when an earlier call with this key did the work. */
  replayed: boolean
  /** The newest run as it is now; null where no agent greets. */
  greeting: BegunGreeting | null
}

export interface BegunGreeting {
  run: Run
  /** Null where the run has ended, or is another process's. A repeat by this process has it again. */
  lease: RunLease | null
  /** The run needs another server. */
  orphaned: boolean
}

export interface AppendInput {
  /** 1 to 50 of them. */
  messages: NewMessage[]
  /** seq of a message: it and all behind it are removed by the same change. */
  replaces?: number | undefined
  idempotencyKey?: string | undefined
  expectedRevision?: number | undefined
}

export interface AppendResult {
  conversation: Conversation
  /** The messages as stored. */
  messages: Message[]
  replayed: boolean
}

export interface MessagesOptions {
  /** 1 to 100, default 50. */
  limit?: number | undefined
  afterSeq?: number | undefined
  /** Not together with afterSeq. */
  beforeSeq?: number | undefined
}

export interface ListOptions {
  status?: Status | undefined
  /** 1 to 100, default 20. */
  limit?: number | undefined
  cursor?: string | undefined
}

export interface ChangeOptions {
  /** Rejects with RevisionConflictError unless this is the conversation's revision. */
  expectedRevision?: number | undefined
  idempotencyKey?: string | undefined
}

export interface TruncateOptions extends ChangeOptions {
  /** 0 removes all messages. */
  afterSeq: number
}

export interface RegenerateOptions extends ChangeOptions {
  /** False where no agent of the caller's replies: then no run is registered. */
  run?: boolean | undefined
}

export interface UpdateFields {
  title?: string | null | undefined
  metadata?: JsonObject | undefined
  externalId?: string | null | undefined
  sdkConversationRef?: string | null | undefined
}

export interface EraseResult {
  conversations: number
  messages: number
}

export interface ExportedConversation {
  conversation: Conversation
  /**
   * The messages that `conversation.messageCount` counts, oldest first. Can be read once, at any
   * time. Rejects with ConversationNotFoundError if the conversation was deleted meanwhile.
   */
  messages: AsyncIterable<Message>
}
