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

/**
 * THE PORT. What every store promises, whichever it is:
 *
 * - One change is atomic: messages, fields, indexes and expiry move together or not at all.
 * - One round trip per operation, whatever the history's length or the number of conversations. A page of
 *   over 32 KiB that is more than twice the one before takes two: only Redis knows its size, and it waits
 *   for its turn. A third where it has grown meanwhile.
 * - An owner reaches only what is theirs. Another owner's id has the same results as an unknown one.
 * - Within one conversation time never runs backwards. `updatedAt` grows strictly with every
 *   change, `revision` by one, and `seq` has no gaps.
 * - A conversation lives for the store's TTL after its last change, then is gone whole.
 * - Arguments are checked before anything is read or written.
 *
 * Every method rejects with one of the classes in errors.ts: InvalidInputError for bad arguments,
 * StoreUnavailableError when Redis is unavailable (for a change, with what is known of its
 * outcome), DataLossError when part of a conversation was removed behind the store's back,
 * StoreInternalError for a bug.
 * "Changes" below also move `lastAccessedAt`, and so do reads of one conversation where it is a minute
 * old: a read that is repeated within the minute writes nothing.
 *
 * Deliberately not part of the contract: connections, transactions across calls, enumeration of
 * owners, searching in texts.
 */
export interface ConversationStore {
  readonly kind: 'redis' | 'memory'
  /** All that a request ever holds. Throws InvalidInputError for a bad owner. */
  forOwner(owner: Owner): OwnerConversations
  /** Never rejects: an unreachable store is reported as unhealthy. */
  health(): Promise<StoreHealth>
  /**
   * Closes every connection. Calls in flight, and later ones, reject with StoreUnavailableError.
   */
  close(): Promise<void>
}

export interface OwnerConversations {
  /**
   * Starts a conversation: active, no messages, revision 1. A repeat with the same key and payload
   * changes nothing and returns what the first call returned; keys are remembered for a day, or for
   * the TTL if that is shorter. With `greets`, the run in which the agent greets is registered by the
   * same change. Rejects with IdempotencyKeyReusedError, TooManyConversationsError, and
   * ConversationNotFoundError if a repeat's conversation is gone.
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
   * The messages that the append with this key stored, and the conversation as it is now; null if
   * no append with this key is remembered.
   */
  getAppendResult(id: string, idempotencyKey: string): Promise<AppendResult | null>

  /**
   * One page of messages, oldest first. Without a bound, the newest messages; with `beforeSeq`, the
   * newest before it; with `afterSeq`, the oldest after it. `hasMore`: whether there are more in
   * the direction of paging. A page ends before it would exceed MAX_MESSAGES_PAGE_BYTES (512 KiB),
   * but has at least one message. So a page shorter than `limit` need not be the last; only
   * `hasMore` says so.
   */
  messages(id: string, options?: MessagesOptions): Promise<MessagesPage<Message>>

  /**
   * One page by `updatedAt` descending, ties by id descending. Every page except the last is full.
   * A conversation that is not changed during paging appears exactly once. A cursor is valid for
   * the owner and filter that it was made for; otherwise InvalidCursorError.
   */
  list(options?: ListOptions): Promise<Page<Conversation>>

  /**
   * Any status may follow any other. Setting the present status is no change: only `lastAccessedAt`
   * moves. Rejects with RevisionConflictError, which is checked first. A repeat with the same key
   * and status changes nothing, even if the status was changed since, and returns the conversation
   * as it is now. The key is remembered for five minutes. It names this change only: with another
   * status or conversation it is another change.
   */
  setStatus(id: string, status: Status, options?: ChangeOptions): Promise<Conversation>

  /**
   * Changes the given fields only; null clears a title, externalId or reference. Metadata is
   * replaced as a whole. Equal values are no change: only `lastAccessedAt` moves. An external id
   * that another conversation took since is a change. Rejects with RevisionConflictError, which is
   * checked first. A key works as with setStatus.
   */
  update(id: string, fields: UpdateFields, options?: ChangeOptions): Promise<Conversation>

  /**
   * The conversation that has this external id. If several were given it, the last one is found.
   * Once that one is deleted or given another id, none is found until `update` gives the id again,
   * even to a conversation that has it already. Rejects with ConversationNotFoundError.
   */
  findByExternalId(externalId: string): Promise<Conversation>

  /**
   * Removes the conversation and its messages. A repeat with the same key within five minutes
   * succeeds; without a key it rejects with ConversationNotFoundError. With `expectedRevision`, a
   * conversation of another revision is kept: RevisionConflictError.
   */
  delete(id: string, options?: ChangeOptions): Promise<void>

  /**
   * Removes every message after `afterSeq`; their seqs are used again. From then on, a repeat of an
   * append that lost messages rejects with MessagesRemovedError. If there is nothing to remove,
   * only `lastAccessedAt` moves. Rejects with RevisionConflictError, which is checked first, and
   * RunInProgressError.
   */
  truncate(id: string, options: TruncateOptions): Promise<Conversation>

  /**
   * Removes the content and metadata of one message for good, and returns what is left: its content
   * is `{ type: 'redacted' }`. A redacted message stays as it is. Nothing in the store reveals the
   * content any more; a repeat of the append that stored it returns it redacted, whatever its
   * payload. Rejects with RevisionConflictError, which is checked first, and MessageNotFoundError.
   */
  redact(id: string, seq: number, options?: ChangeOptions): Promise<Message>

  /**
   * Removes every trace of this owner, in bounded batches. Safe to repeat after a failure. Counts
   * what this call removed, damaged conversations included. If the reply of a batch was lost and
   * the batch repeated, its conversations are removed but not counted.
   */
  erase(): Promise<EraseResult>

  /** The runs of one conversation; see conversation-runs.ts. */
  runs(id: string): ConversationRuns

  /**
   * Changes of the owner's conversations, made by any server, until the signal is aborted. With
   * `lastEventId` it yields each later change, with the conversation as it is when that is read, or
   * a `reset`. Without, it begins with a `reset`: read the list after that, and no change is
   * missed. Pieces of a running run are not changes. Rejects with StoreUnavailableError while the
   * store is unavailable; the watch can be resumed then.
   */
  changes(options: WatchOptions): AsyncIterable<Tracked<OwnerChange>>

  /**
   * Every conversation with its messages, newest change first. Messages are read page by page, on
   * demand. If a conversation is damaged, rejects with DataLossError after all others.
   */
  export(): AsyncIterable<ExportedConversation>
}
