import type { RunFailure, RunStatus, Status } from '@threadkeep/shared'
import type { Position } from './codec/cursor.ts'
import type { MessageRecord, MessageToStore } from './codec/messages.ts'
import type { ChangeableFields, ConversationRecord } from './codec/record.ts'
import type { Removals } from './codec/removals.ts'
import type { RunRecord } from './codec/run.ts'
import type { TakeOverMode } from './conversation-runs.ts'

/* What a backend is asked to do, and what it returns; see backend.ts. */

export type Replayable<Result> = Result & { replayed: boolean }

export interface Appended {
  /** The run that this append began or ended. */
  run?: RunRecord | undefined
  /** The conversation as it is now. */
  record: ConversationRecord
  /** seq of the first message. */
  firstSeq: number
  messages: MessageRecord[]
}

export interface StartCommand extends Omit<ChangeableFields, 'status'> {
  id: string
  dedupKey: string
  /** Empty if the caller gave no key. */
  payloadFingerprint: string
  /** Of the run in which the agent greets. */
  greeting: { token: string; leaseMs: number } | undefined
}

export interface Started {
  /** As it was when it was started. */
  record: ConversationRecord
  /** As it is now. Null if no agent greets. */
  greeting: RunRecord | null
  orphaned: boolean
}

export interface AppendCommand {
  id: string
  dedupKey: string
  /** Empty if the caller gave no key. */
  payloadFingerprint: string
  expectedRevision: number | undefined
  messages: MessageToStore[]
  preview: string
  run?: BeginRun | EndRun | undefined
  /** seq of the message to replace, with all behind it: one of the user's where a run begins. */
  replaces?: number | undefined
}

/** The append begins a run that works on its first message. */
export interface BeginRun {
  step: 'begin'
  runId: string
  token: string
  leaseMs: number
}

/** The append ends a run. */
export interface EndRun {
  step: 'end'
  token: string
  status: RunStatus
  reason: RunFailure | undefined
}

export interface WritePiecesCommand {
  id: string
  token: string
  /** From now on; 0 gives the lease back. */
  leaseMs: number
  before: number
  pieces: string[]
}

export interface FinishRunCommand extends Omit<EndRun, 'step'> {
  id: string
}

export interface TakeOverCommand {
  id: string
  token: string
  leaseMs: number
  mode: TakeOverMode
  ofGreeting: TakeOverMode
}

export interface SyncQuery {
  id: string
  /** The number of messages seen, from the first on. Undefined: no messages are wanted. */
  seen: number | undefined
  run: { startedAt: number; attempt: number; pieces: number }
}

export interface SyncSlice {
  record: ConversationRecord
  run: RunRecord | null
  orphaned: boolean
  firstPiece: number
  /** How many pieces the run has; those that were read may be fewer. */
  storedPieces: number
  pieces: string[]
  messages: MessageRecord[]
  removals: Removals
}

export interface ChangesSlice {
  records: ConversationRecord[]
  deleted: { id: string; at: number }[]
  /** Earlier deletions are forgotten. */
  deletionsKeptMs: number
  /** The store's clock, in milliseconds since 1970. */
  now: number
  /** How many are listed. */
  conversations: number
}

/** A change other than an append. It is remembered by its dedup key only. */
export interface ChangeCommand {
  id: string
  dedupKey: string
  expectedRevision: number | undefined
}

export interface UpdateCommand extends ChangeCommand {
  fields: Partial<ChangeableFields>
}

/** A title fills an empty one only. */
export interface LearnCommand extends UpdateCommand {
  token: string
}

export interface TruncateCommand extends ChangeCommand {
  afterSeq: number
}

export interface RedactCommand extends ChangeCommand {
  seq: number
}

export interface RegenerateCommand extends ChangeCommand {
  /** Of the run; null to begin none. */
  token: string | null
  leaseMs: number
}

export interface MessagesQuery {
  id: string
  limit: number
  afterSeq: number | undefined
  beforeSeq: number | undefined
}

export interface MessagesSlice {
  /** seq of the first record. */
  firstSeq: number
  records: MessageRecord[]
  hasMore: boolean
  orphaned: boolean
}

export interface ListQuery {
  status: Status | undefined
  limit: number
  after: Position | undefined
}

export interface ListSlice {
  records: ConversationRecord[]
  hasMore: boolean
}
