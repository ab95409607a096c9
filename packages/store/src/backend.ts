import type { StoreHealth } from '@threadkeep/shared'
import type { MessageRecord } from './codec/messages.ts'
import type { ConversationRecord } from './codec/record.ts'
import type { RunRecord } from './codec/run.ts'
import type {
  AppendCommand,
  Appended,
  ChangeCommand,
  ChangesSlice,
  EndRun,
  FinishRunCommand,
  LearnCommand,
  ListQuery,
  ListSlice,
  MessagesQuery,
  MessagesSlice,
  RedactCommand,
  RegenerateCommand,
  Replayable,
  StartCommand,
  Started,
  SyncQuery,
  SyncSlice,
  TakeOverCommand,
  TruncateCommand,
  UpdateCommand,
  WritePiecesCommand,
} from './commands.ts'
import type { NoticeListener } from './notice.ts'

export type * from './commands.ts'

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
  start(command: StartCommand): Promise<Replayable<Started>>
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
  /** An update by who works on a run. False if the token does not hold the run any more. */
  learn(command: LearnCommand): Promise<boolean>
  stopRun(id: string): Promise<{ orphaned: boolean } | null>
  takeOverRun(command: TakeOverCommand): Promise<{ run: RunRecord; pieces: string[] } | null>
  sync(query: SyncQuery): Promise<SyncSlice>
  /** What changed at this time or later, oldest first, at most `limit` conversations. */
  changesSince(since: number, limit: number): Promise<ChangesSlice>
  /** Removes a batch of conversations. `done`: nothing of the owner is left. */
  eraseBatch(): Promise<{ conversations: number; messages: number; done: boolean }>
}
