import type {
  Conversation,
  Message,
  MessagesPage,
  Owner,
  OwnerChange,
  Page,
  Status,
  StoreHealth,
  Tracked,
} from '@threadkeep/shared'
import type {
  AppendInput,
  AppendResult,
  ChangeOptions,
  EraseResult,
  ExportedConversation,
  ListOptions,
  MessagesOptions,
  StartInput,
  StartResult,
  TruncateOptions,
  UpdateFields,
} from './conversation-calls.ts'
import type { ConversationRuns, WatchOptions } from './conversation-runs.ts'

export type * from './conversation-calls.ts'

/*
 * THE PORT. What every store promises, whichever it is:
 *
 * - One change is atomic: messages, fields, indexes and expiry move together or not at all.
 * - One round trip per operation, whatever the history's length or the number of conversations.
 * - An owner reaches only what is theirs. Somebody else's id answers exactly as an unknown one.
 * - Within one conversation time never runs backwards. `updatedAt` grows strictly with every
 *   change, `revision` by one, and `seq` has no gaps.
 * - A conversation lives for the store's TTL after its last change, then is gone whole.
 * - Arguments are checked before anything is read or written.
 *
 * Every method rejects with one of the classes in errors.ts: InvalidInputError for bad arguments,
 * StoreUnavailableError when the store cannot answer (for a change, with what is known of its
 * outcome), DataLossError when part of a conversation was removed behind the store's back,
 * StoreInternalError for a bug.
 * "Changes" below also bump `lastAccessedAt`, and so do reads of one conversation.
 *
 * Deliberately not part of the contract: connections, transactions across calls, enumeration of
 * owners, searching in texts.
 */

export interface ConversationStore {
  readonly kind: 'redis' | 'memory'
  /** All that a request ever holds. Rejects nothing: a bad owner throws InvalidInputError here. */
  forOwner(owner: Owner): OwnerConversations
  /** Never rejects; an unreachable store is a report, not an error. */
  health(): Promise<StoreHealth>
  /** Ends every connection. Calls still under way, and later ones, are StoreUnavailableError. */
  close(): Promise<void>
}

export interface OwnerConversations {
  /**
   * Begins a conversation: active, no messages, revision 1.
   * A repeat with the same key and payload changes nothing and returns what the first returned;
   * keys are remembered for a day, or for the TTL where that is shorter.
   * Rejects with IdempotencyKeyReusedError, TooManyConversationsError, and ConversationNotFoundError
   * where a repeat's conversation is gone.
   */
  start(input?: StartInput): Promise<StartResult>

  /** Rejects with ConversationNotFoundError, as does every method that takes an id. */
  get(id: string): Promise<Conversation>

  /**
   * Adds messages, in order, all or none; with `replaces`, in the place of those that are there.
   * A repeat with the same key and payload changes nothing. It returns the messages that the first
   * stored, and the conversation as it is now. At least the newest 100 keys are remembered, and every
   * key for five minutes.
   * Rejects, in this order of checks, with IdempotencyKeyReusedError, RevisionConflictError,
   * ConversationNotActiveError, ConversationFullError; with `replaces` also with RunInProgressError,
   * and with MessageNotFoundError where there is no such message.
   */
  append(id: string, input: AppendInput): Promise<AppendResult>

  /**
   * The messages that the append with this key stored, and the conversation as it is now; null when
   * none with it is remembered.
   */
  getAppendResult(id: string, idempotencyKey: string): Promise<AppendResult | null>

  /**
   * One page of messages, oldest first. Without a bound, or with `beforeSeq`, the newest ones
   * (before it); with `afterSeq`, the oldest ones after it. `hasMore` tells of more in the
   * direction of paging: older ones, or newer ones with `afterSeq`. A page also ends before it would
   * hold more than MAX_MESSAGES_PAGE_BYTES (512 KiB), but never holds less than one message: fewer
   * than `limit` is not the end, only `hasMore` tells.
   */
  messages(id: string, options?: MessagesOptions): Promise<MessagesPage<Message>>

  /**
   * One page by `updatedAt` descending, ties by id descending. Every page but the last is full.
   * A conversation that nobody touches while someone pages appears exactly once.
   * A cursor is good for the owner and the filter it was made for, else InvalidCursorError.
   */
  list(options?: ListOptions): Promise<Page<Conversation>>

  /**
   * Any status may follow any other. The status that it has is no change: nothing moves but
   * `lastAccessedAt`. Rejects with RevisionConflictError, which is checked first.
   * A repeat with the same key and status changes nothing, whatever was changed since, and returns
   * the conversation as it is now. The key is remembered for five minutes; it names this change
   * alone: with another status, or for another conversation, it is another change.
   */
  setStatus(id: string, status: Status, options?: ChangeOptions): Promise<Conversation>

  /**
   * Changes the fields given and no others; null clears a title, externalId or reference.
   * Metadata is replaced as a whole. Values that are there already are no change: nothing moves
   * but `lastAccessedAt`. An external id that another conversation got since
   * is a change. Rejects with RevisionConflictError, which is checked first.
   * A key works as with setStatus.
   */
  update(id: string, fields: UpdateFields, options?: ChangeOptions): Promise<Conversation>

  /**
   * The conversation that has this external id. When several were given it, only the one that
   * got it last is found; once it is deleted or given another id, none is, until one is given it
   * again by `update`, be it one that has it already. Rejects with ConversationNotFoundError.
   */
  findByExternalId(externalId: string): Promise<Conversation>

  /**
   * Removes the conversation with all its messages. A repeat with the same key within five minutes
   * succeeds; without one it is ConversationNotFoundError. With `expectedRevision` a later one is
   * kept: RevisionConflictError.
   */
  delete(id: string, options?: ChangeOptions): Promise<void>

  /**
   * Removes every message behind `afterSeq`; their seqs are used again. A repeat of an append whose
   * messages were removed, all or some, is MessagesRemovedError from then on. Where nothing is behind
   * it, nothing moves but `lastAccessedAt`.
   * Rejects with RevisionConflictError, which is checked first, and RunInProgressError.
   */
  truncate(id: string, options: TruncateOptions): Promise<Conversation>

  /**
   * Removes the content and the metadata of one message for good, and returns what is left: its
   * content is `{ type: 'redacted' }`. One that is redacted stays as it is. Nothing in the store tells
   * of the content any more; a repeat of the append that stored it returns it redacted, whatever
   * payload it comes with.
   * Rejects with RevisionConflictError, which is checked first, and MessageNotFoundError.
   */
  redact(id: string, seq: number, options?: ChangeOptions): Promise<Message>

  /**
   * Removes every trace of this owner, in bounded batches. Safe to run again after a failure.
   * Counts what this call removed, damaged conversations included; a batch whose answer was lost, and that was repeated, is
   * removed but not counted.
   */
  erase(): Promise<EraseResult>

  /** The runs of one conversation; see conversation-runs.ts. */
  runs(id: string): ConversationRuns

  /**
   * Changes of the owner's conversations, whichever server makes them, until the signal is aborted.
   * Behind `lastEventId` each later change, with the conversation as it is when that is read, or a
   * `reset`. Without one a `reset` comes first: what is read after it and what the watch tells leave no
   * gap between them. A conversation whose messages are being said is not changed by that.
   * Rejects with StoreUnavailableError when the store is; the watch can be resumed then.
   */
  changes(options: WatchOptions): AsyncIterable<Tracked<OwnerChange>>

  /**
   * Every conversation with all its messages, newest change first. Messages are read a page at a
   * time, as they are asked for. Ends with DataLossError, after all others, when one of them is
   * damaged.
   */
  export(): AsyncIterable<ExportedConversation>
}
