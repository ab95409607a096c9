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
import { compactId, fullId } from './ids.ts'
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

/** A message on its way into a store, which gives it its time and its place. */
export interface MessageToStore extends NewMessage {
  id: string
}

/**
 * A message as JSON without its beginning, the time and a note of the store's own, which are put in
 * front without a look inside. The id has no dashes, and plain text stands for itself: what is the
 * same in every message takes room in every message.
 */
export function encodeMessage({ id, role, content }: MessageToStore): string {
  const short = content.type === 'text' ? content.text : content
  return `"${compactId(id)}",${ROLE_CODES[role]},${JSON.stringify(short)}]`
}

type MessageEntry = [
  /** In milliseconds, since a time that is the same for all of a conversation. */
  age: number,
  note: number | string,
  compactId: string,
  role: 0 | 1 | 2,
  content: string | Content,
]

/** Messages as stores keep them: each in brackets, whole; `since` is when their ages began. */
export function decodeMessages(json: string, since: number): MessageRecord[] {
  const entries: MessageEntry[] = JSON.parse(json)
  return entries.map(([age, _note, id, role, content]) => ({
    id: fullId(id),
    role: ROLES_BY_CODE[role],
    content: typeof content === 'string' ? { type: 'text', text: content } : content,
    createdAt: since + age,
  }))
}

/** What decoding them would give: nothing in it is the caller's, who may change theirs later. */
export function asStored(messages: readonly MessageToStore[], createdAt: number): MessageRecord[] {
  return messages.map(({ id, role, content }) => ({
    id,
    role,
    content:
      content.type === 'text'
        ? { type: content.type, text: content.text }
        : JSON.parse(JSON.stringify(content)),
    createdAt,
  }))
}

function orNull(text: string): string | null {
  return text === '' ? null : text
}

function parseObject(json: string): JsonObject {
  return JSON.parse(json)
}
