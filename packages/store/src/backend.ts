import type { RunFailure, RunStatus, Status, StoreHealth } from '@threadkeep/shared'
import type { Position } from './codec/cursor.ts'
import type { MessageRecord, MessageToStore } from './codec/messages.ts'
import type { ChangeableFields, ConversationRecord } from './codec/record.ts'
import type { Removals } from './codec/removals.ts'
import type { RunRecord } from './codec/run.ts'
import type { NoticeListener } from './notice.ts'

/**
 * What differs between stores: the state, and how one change of it is made atomic. The rest of the
 * port (checking arguments, making ids, keys, fingerprints and cursors) is done once, in core/.
 * Methods reject with the same errors as the port's.
 */
export interface StoreBackend {
  readonly kind: 'redis' | 'memory'
  /** `ownerKey` is unique to the owner and safe inside a key; see codec/owner-key.ts. */
  forOwner(ownerKey: string): OwnerBackend
  /** Calls the listener with every notice of this owner's changes, until it is cancelled. */
  subscribe(ownerKey: string, listener: NoticeListener): () => void
  health(): Promise<StoreHealth>
  close(): Promise<void>
}

export interface OwnerBackend {
  start(command: StartCommand): Promise<Replayable<{ record: ConversationRecord }>>
  /** `orphaned`: a run of the conversation needs another server. */
  get(id: string): Promise<{ record: ConversationRecord; orphaned: boolean }>
  append(command: AppendCommand): Promise<Replayable<Appended>>
  /** Null when no append with this key is remembered. */
  getAppendResult(id: string, dedupKey: string): Promise<Appended | null>
  messages(query: MessagesQuery): Promise<MessagesSlice>
  list(query: ListQuery): Promise<ListSlice>
  update(command: UpdateCommand): Promise<ConversationRecord>
  findByExternalId(externalId: string): Promise<ConversationRecord>
  delete(command: ChangeCommand): Promise<void>
  truncate(command: TruncateCommand): Promise<ConversationRecord>
  redact(command: RedactCommand): Promise<MessageRecord>
  /** Removes every message after the user's last one, and begins a run on that message. */
  regenerate(command: RegenerateCommand): Promise<Replayable<Appended>>
  /** Stores pieces after `before` others, and renews the lease. A number: only so many are left. */
  writePieces(command: WritePiecesCommand): Promise<'written' | 'stop' | 'lost' | number>
  /** The append that ends a run. Null if the token does not hold the run any more. */
  endRun(command: AppendCommand & { run: EndRun }): Promise<Appended | null>
  /** Ends a run without messages. Null if the token does not hold the run any more. */
  finishRun(command: FinishRunCommand): Promise<RunRecord | null>
  stopRun(id: string): Promise<{ orphaned: boolean } | null>
  takeOverRun(command: TakeOverCommand): Promise<{ run: RunRecord; pieces: string[] } | null>
  sync(query: SyncQuery): Promise<SyncSlice>
  /** What changed at this time or later, oldest first, at most `limit` conversations. */
  changesSince(since: number, limit: number): Promise<ChangesSlice>
  /** Removes a batch of conversations. `done`: nothing of the owner is left. */
  eraseBatch(): Promise<{ conversations: number; messages: number; done: boolean }>
}

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
  mode: 'restart' | 'keep' | 'again'
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
