import type {
  Content,
  Conversation,
  ConversationEvent,
  Message,
  NewMessage,
  Run,
  RunFailure,
  RunStatus,
  Tracked,
} from '@threadkeep/shared'
import type { ChangeOptions } from './conversation-calls.ts'

/*
 * Runs: the work of agents on users' messages. A part of the port; see conversation-store.ts.
 *
 * - A conversation has at most one run at a time. It is registered by the change that stores the
 *   message that it works on, and its messages are stored by the change that ends it.
 * - The server that works on a run holds a lease, and renews it with each write. A lease that is not
 *   renewed in time can be taken over; from then on its former holder can write nothing (fencing).
 * - What is said is stored in pieces while it is being said, and kept for ten minutes after the end.
 *
 * The store does not call agents: renewing, stopping and taking over are up to its caller.
 */
export interface ConversationRuns {
  /**
   * Stores a message of the user and registers the run that works on it. A repeat with the same key
   * and payload stores and registers nothing: it returns the message and its run.
   * Rejects as `append` does, with RunInProgressError, and with MessageNotFoundError where the message to
   * replace is none of the user's.
   */
  begin(input: BeginRunInput): Promise<BeginRunResult>

  /**
   * Removes what came after the last message of the user, and registers a run that works on that
   * message anew. A repeat with the same key changes nothing: it returns the message and its run.
   * Rejects with RevisionConflictError, ConversationNotActiveError, RunInProgressError, in this order,
   * and MessageNotFoundError where there is no message of the user.
   */
  regenerate(options?: ChangeOptions): Promise<BeginRunResult>

  /** The newest run, or null. Does not count as an access. */
  newest(): Promise<Run | null>

  /**
   * Asks the holder of the lease to stop the run. Null where none is running. `orphaned`: the lease has
   * expired, so the caller has to take the run over and end it.
   */
  stop(): Promise<{ orphaned: boolean } | null>

  /**
   * A lease of the run whose holder is gone; null where there is none such. `restart`: the agent is
   * asked again, and what was said is void, unless the run was asked to stop. `again`: of the run that
   * failed without a message, whose agent is asked again.
   */
  takeOver(mode: 'restart' | 'keep' | 'again'): Promise<RunLease | null>

  /**
   * Events of this conversation, until the signal is aborted. Behind `lastEventId` each later event
   * once and in order, or a `reset`. Without one, what there is now: the conversation, its run while
   * that is going on, and what was said in it so far.
   * Rejects with ConversationNotFoundError once the conversation is gone, and with
   * StoreUnavailableError when the store is; the watch can be resumed then.
   */
  watch(options: WatchOptions): AsyncIterable<Tracked<ConversationEvent>>
}

export interface BeginRunInput {
  content: Content
  /** seq of a message of the user: it and all behind it are removed by the same change. */
  replaces?: number | undefined
  idempotencyKey?: string | undefined
  expectedRevision?: number | undefined
}

export interface BeginRunResult {
  conversation: Conversation
  message: Message
  replayed: boolean
  /** The newest run of the conversation, which works on the message unless that is an old one. */
  run: Run | null
  /** Null for a repeat, unless the first call of this process never learnt of its lease. */
  lease: RunLease | null
}

/** What is said in a run, in the order in which it is said. */
export type RunPiece =
  /** `offset`: how many UTF-16 units of text were said before, in this attempt. */
  | { type: 'text'; offset: number; text: string }
  | { type: 'status'; text: string }
  /** A whole message, a card for one; the text before it is a message of its own. */
  | { type: 'message'; message: NewMessage }

export interface RunLease {
  readonly run: Run
  /** What was said before the run was taken over. */
  readonly said: readonly RunPiece[]
  /**
   * Stores pieces, none or more, and renews the lease. `lost`: another server has taken the run over
   * or ended it. Safe to
   * repeat when its outcome is not known.
   */
  write(pieces: readonly RunPiece[]): Promise<'written' | 'stop' | 'lost'>
  /** Ends the lease at once, so that another server takes the run over. */
  giveBack(): Promise<void>
  /** Ends the run and stores its messages, in one change. Null where the run is lost. */
  finish(end: RunEnd): Promise<FinishedRun | null>
}

export interface RunEnd {
  status: Exclude<RunStatus, 'running'>
  reason?: RunFailure | undefined
  /** At most 500. */
  messages: NewMessage[]
}

export interface FinishedRun {
  run: Run
  /** With the messages; null where there are none. */
  conversation: Conversation | null
  messages: Message[]
}

export interface WatchOptions {
  lastEventId?: string | undefined
  signal: AbortSignal
}
