import type {
  Conversation,
  JsonObject,
  Message,
  NewMessage,
  Run,
  RunFailure,
  RunStatus,
} from '@threadkeep/shared'

/* What the server that works on a run may do with it. A part of the port; see conversation-runs.ts. */

/** A piece of a run, in the order in which the agent says them. */
export type RunPiece =
  /** `offset`: the number of UTF-16 units of text before this piece, in this attempt. */
  | { type: 'text'; offset: number; text: string }
  | { type: 'status'; text: string }
  /** A whole message, such as a card. The text before it becomes a message of its own. */
  | { type: 'message'; message: NewMessage }

export interface RunLease {
  readonly run: Run
  /** The pieces written before the run was taken over. */
  readonly said: readonly RunPiece[]
  /**
   * Stores pieces, if any, and renews the lease. `lost`: another server has taken the run over or
   * ended it. Writes take place one after the other, in the order of their calls. One that rejects is
   * safe to repeat; those that waited for it reject too, and are to be repeated after it, in their order.
   */
  write(pieces: readonly RunPiece[]): Promise<'written' | 'stop' | 'lost'>
  /**
   * Changes fields of the conversation, unless the run is lost: what a server that was paused still
   * has to say of the platform must not replace what was said since. A title fills an empty one only.
   */
  learn(facts: LearntFacts): Promise<'learnt' | 'lost'>
  /** Gives the lease back behind the writes, so that another server can take the run over at once. */
  giveBack(): Promise<void>
  /** Ends the run behind the writes, and stores its messages, in one change. Null if the run is lost. */
  finish(end: RunEnd): Promise<FinishedRun | null>
}

/** What the agent's platform reported about the conversation. */
export interface LearntFacts {
  externalId?: string | undefined
  sdkConversationRef?: string | undefined
  title?: string | undefined
  metadata?: JsonObject | undefined
}

export interface RunEnd {
  status: Exclude<RunStatus, 'running'>
  reason?: RunFailure | undefined
  /** At most 500. */
  messages: NewMessage[]
}

export interface FinishedRun {
  run: Run
  /** The conversation after the messages were stored; null if there are none. */
  conversation: Conversation | null
  messages: Message[]
}
