import type {
  Content,
  Conversation,
  ConversationEvent,
  Message,
  Run,
  Tracked,
} from '@threadkeep/shared'
import type { RegenerateOptions } from './conversation-calls.ts'
import type { RunLease } from './run-lease.ts'

export type * from './run-lease.ts'

/**
 * Runs: the work of agents on users' messages. A part of the port; see conversation-store.ts.
 *
 * - A conversation has at most one run at a time. It is registered by the change that stores the
 *   message that it works on, and its messages are stored by the change that ends it.
 * - An agent that speaks first greets in a run as well. `start` registers it; it works on no message,
 *   and its id is the conversation's.
 * - The server that works on a run holds a lease, and renews it with each write. A lease that is not
 *   renewed in time can be taken over; from then on its former holder can write nothing (fencing).
 * - What is said is stored in pieces while it is being said, and kept for ten minutes after the end.
 *
 * The store does not call agents: renewing, stopping and taking over are up to its caller.
 */
export interface ConversationRuns {
  /**
   * Stores a user's message and registers the run that works on it. A repeat with the same key and
   * payload stores and registers nothing: it returns the message and its run. Rejects as `append`
   * does, with RunInProgressError, and with MessageNotFoundError if the message to replace is not a
   * user's.
   */
  begin(input: BeginRunInput): Promise<BeginRunResult>

  /**
   * Removes every message after the user's last one, and registers a new run on that message. A
   * repeat with the same key changes nothing: it returns the message and its run. Rejects with
   * RevisionConflictError, ConversationNotActiveError, RunInProgressError, in this order, and
   * MessageNotFoundError if none of the newest 1,000 messages is a user's.
   */
  regenerate(options?: RegenerateOptions): Promise<BeginRunResult>

  /** The newest run, or null. Does not count as an access. */
  newest(): Promise<Run | null>

  /**
   * Asks the holder of the lease to stop the run. Null if no run is running. `orphaned`: the lease
   * has expired, so the caller must take the run over and end it.
   */
  stop(): Promise<{ orphaned: boolean } | null>

  /**
   * A lease of an orphaned run; null if there is none. `restart`: the agent is asked again and the
   * pieces are void, unless the run was asked to stop. `again`: for a run that failed without a
   * message; the agent is asked again. `ofGreeting`: the mode if the run is a greeting.
   */
  takeOver(mode: TakeOverMode, ofGreeting?: TakeOverMode): Promise<RunLease | null>

  /**
   * Events of this conversation, until the signal is aborted. With `lastEventId` it yields each
   * later event once and in order, or a `reset`. Without, it begins with the present state: the
   * conversation, its newest run, and the text of that run so far while it is running. Rejects with
   * ConversationNotFoundError once the conversation is gone, and with StoreUnavailableError while
   * the store is unavailable; the watch can be resumed then. Watches share their events, which must
   * not be changed.
   */
  watch(options: WatchOptions): AsyncIterable<Tracked<ConversationEvent>>
}

export type TakeOverMode = 'restart' | 'keep' | 'again'

export interface BeginRunInput {
  content: Content
  /** seq of a user's message. It and all later messages are removed by the same change. */
  replaces?: number | undefined
  idempotencyKey?: string | undefined
  expectedRevision?: number | undefined
}

export interface BeginRunResult {
  conversation: Conversation
  message: Message
  replayed: boolean
  /**
   * The newest run of the conversation. It works on the message, unless the message is an old one.
   */
  run: Run | null
  /** Null where the run has ended, or is another process's. A repeat by this process has it again. */
  lease: RunLease | null
}

export interface WatchOptions {
  lastEventId?: string | undefined
  signal: AbortSignal
}
