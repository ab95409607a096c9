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
    createdAt: toIso(record.createdAt),
    updatedAt: toIso(record.updatedAt),
    lastAccessedAt: toIso(record.lastAccessedAt),
    expiresAt: toIso(record.expiresAt),
  }
}

/** The messages of a page whose first one has `firstSeq`. */
export function toMessages(firstSeq: number, records: MessageRecord[]): Message[] {
  return records.map(({ id, role, content, createdAt }, index) => ({
    id,
    seq: firstSeq + index,
    role,
    content,
    createdAt: toIso(createdAt),
  }))
}

/**
 * A message on its way into a store: JSON without the opening bracket and the time, which the
 * store alone knows. It puts them in front without looking inside.
 */
export function encodeMessage(id: string, { role, content }: NewMessage): string {
  return JSON.stringify([id, role, content]).slice(1)
}

/** Messages as stores return them: each in brackets, with the time in front. */
export function decodeMessages(json: string): MessageRecord[] {
  const entries: [createdAt: number, id: string, role: Role, content: Content][] = JSON.parse(json)
  return entries.map(([createdAt, id, role, content]) => ({ id, role, content, createdAt }))
}

function orNull(text: string): string | null {
  return text === '' ? null : text
}

function parseObject(json: string): JsonObject {
  return JSON.parse(json)
}

function toIso(ms: number): string {
  return new Date(ms).toISOString()
}
