import type { Status, StoreHealth } from '@threadkeep/shared'
import type { MessageRecord, MessageToStore } from './codec/messages.ts'
import type { ChangeableFields, ConversationRecord } from './codec/record.ts'
import type { Position } from './core/cursor.ts'

/**
 * What differs between stores: the state, and how one change of it is made atomic. Everything else
 * of the port (checking arguments, making ids, keys, digests and cursors) is done once, in
 * owner-conversations.ts. Methods reject with the same errors as the port's.
 */
export interface StoreBackend {
  readonly kind: 'redis' | 'memory'
  /** `ownerKey` is unique to the owner and safe inside a key; see owner-key.ts. */
  forOwner(ownerKey: string): OwnerBackend
  health(): Promise<StoreHealth>
  close(): Promise<void>
}

export interface OwnerBackend {
  start(command: StartCommand): Promise<Replayable<{ record: ConversationRecord }>>
  get(id: string): Promise<ConversationRecord>
  append(command: AppendCommand): Promise<Replayable<Appended>>
  /** Null when no append with this key is remembered. */
  getAppendResult(id: string, dedupKey: string): Promise<Appended | null>
  messages(query: MessagesQuery): Promise<MessagesSlice>
  list(query: ListQuery): Promise<ListSlice>
  update(command: UpdateCommand): Promise<ConversationRecord>
  findByExternalId(externalId: string): Promise<ConversationRecord>
  delete(command: DeleteCommand): Promise<void>
  /** Removes a bounded number of conversations; `done` once nothing of the owner is left. */
  eraseBatch(): Promise<{ conversations: number; messages: number; done: boolean }>
}

export type Replayable<Result> = Result & { replayed: boolean }

export interface Appended {
  /** The conversation as it is now. */
  record: ConversationRecord
  /** seq of the first message. */
  firstSeq: number
  messages: MessageRecord[]
}

export interface StartCommand extends Omit<ChangeableFields, 'status'> {
  id: string
  dedupKey: string
  /** Empty where the caller gave no key. */
  payloadFingerprint: string
}

export interface AppendCommand {
  id: string
  dedupKey: string
  /** Empty where the caller gave no key. */
  payloadFingerprint: string
  expectedRevision: number | undefined
  messages: MessageToStore[]
  preview: string
}

export interface UpdateCommand {
  id: string
  dedupKey: string
  expectedRevision: number | undefined
  fields: Partial<ChangeableFields>
}

export interface DeleteCommand {
  id: string
  dedupKey: string
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
