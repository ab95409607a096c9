import type {
  Content,
  Conversation,
  JsonObject,
  Message,
  NewMessage,
  Owner,
  Role,
  Status,
} from '@threadkeep/shared'
import { toIsoTime } from './iso-time.ts'

/**
 * A conversation as both stores keep it: texts that may be null are '' instead, metadata is JSON
 * text, times are milliseconds. Owner and id are in its key.
 */
export interface ConversationRecord {
  id: string
  status: Status
  title: string
  metadata: string
  externalId: string
  sdkConversationRef: string
  messageCount: number
  lastMessagePreview: string
  revision: number
  createdAt: number
  updatedAt: number
  lastAccessedAt: number
  expiresAt: number
}

/** A conversation as it is at its start. */
export function newRecord(
  fields: Omit<ChangeableFields, 'status'>,
  { id, at, ttl }: { id: string; at: number; ttl: number },
): ConversationRecord {
  return {
    id,
    status: 'active',
    title: fields.title,
    metadata: fields.metadata,
    externalId: fields.externalId,
    sdkConversationRef: fields.sdkConversationRef,
    messageCount: 0,
    lastMessagePreview: '',
    revision: 1,
    createdAt: at,
    updatedAt: at,
    lastAccessedAt: at,
    expiresAt: at + ttl,
  }
}

/** The fields that an update may change, as they are stored. */
export const CHANGEABLE_FIELDS = [
  'status',
  'title',
  'metadata',
  'externalId',
  'sdkConversationRef',
] as const satisfies (keyof ConversationRecord)[]

export type ChangeableFields = Pick<ConversationRecord, (typeof CHANGEABLE_FIELDS)[number]>

/** A message as both stores keep it. Its seq is its place in the list, so seqs have no gaps. */
export interface MessageRecord {
  id: string
  role: Role
  content: Content
  createdAt: number
}

export function toConversation(owner: Owner, record: ConversationRecord): Conversation {
  return {
    id: record.id,
    tenantId: owner.tenantId,
    userId: owner.userId,
    status: record.status,
    title: orNull(record.title),
    metadata: parseObject(record.metadata),
    externalId: orNull(record.externalId),
    sdkConversationRef: orNull(record.sdkConversationRef),
    messageCount: record.messageCount,
    lastMessagePreview: orNull(record.lastMessagePreview),
    revision: record.revision,
    createdAt: toIsoTime(record.createdAt),
    updatedAt: toIsoTime(record.updatedAt),
    lastAccessedAt: toIsoTime(record.lastAccessedAt),
    expiresAt: toIsoTime(record.expiresAt),
  }
}

/** The messages of a page whose first one has `firstSeq`. */
export function toMessages(firstSeq: number, records: MessageRecord[]): Message[] {
  return records.map(({ id, role, content, createdAt }, index) => ({
    id,
    seq: firstSeq + index,
    role,
    content,
    createdAt: toIsoTime(createdAt),
  }))
}

/** Where it takes less room than the word, in every message. */
const ROLE_CODES = { user: 0, assistant: 1, system: 2 } as const satisfies Record<Role, number>
const ROLES_BY_CODE = ['user', 'assistant', 'system'] as const satisfies Role[]

/**
 * A message on its way into a store: JSON without its beginning, the time and a note of the
 * store's own, which are put in front without a look inside. Plain text stands for itself.
 */
export function encodeMessage(id: string, { role, content }: NewMessage): string {
  const short = content.type === 'text' ? content.text : content
  return JSON.stringify([id, ROLE_CODES[role], short]).slice(1)
}

type MessageEntry = [
  createdAt: number,
  note: string,
  id: string,
  role: 0 | 1 | 2,
  content: string | Content,
]

/** Messages as stores keep them: each in brackets, whole. */
export function decodeMessages(json: string): MessageRecord[] {
  const entries: MessageEntry[] = JSON.parse(json)
  return entries.map(([createdAt, _note, id, role, content]) => ({
    id,
    role: ROLES_BY_CODE[role],
    content: typeof content === 'string' ? { type: 'text', text: content } : content,
    createdAt,
  }))
}

function orNull(text: string): string | null {
  return text === '' ? null : text
}

function parseObject(json: string): JsonObject {
  return JSON.parse(json)
}
