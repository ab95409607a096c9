import type { Conversation, JsonObject, Owner, Status } from '@threadkeep/shared'
import type { UpdateFields } from '../conversation-calls.ts'
import { toIsoTime } from './iso-time.ts'

/**
 * A conversation as both backends store it: null texts are '', metadata is JSON text, times are in
 * milliseconds. Owner and id are in its key.
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

/** The record of a new conversation. */
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

/** The stored fields that an update may change. */
export const CHANGEABLE_FIELDS = [
  'status',
  'title',
  'metadata',
  'externalId',
  'sdkConversationRef',
] as const satisfies (keyof ConversationRecord)[]

export type ChangeableFields = Pick<ConversationRecord, (typeof CHANGEABLE_FIELDS)[number]>

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

function orNull(text: string): string | null {
  return text === '' ? null : text
}

function parseObject(json: string): JsonObject {
  return json === '{}' ? {} : JSON.parse(json)
}

/** null clears a text. */
export function toStoredFields(fields: UpdateFields): Partial<ChangeableFields> {
  const stored: Partial<ChangeableFields> = {}
  if (fields.title !== undefined) stored.title = fields.title ?? ''
  if (fields.metadata !== undefined) stored.metadata = JSON.stringify(fields.metadata)
  if (fields.externalId !== undefined) stored.externalId = fields.externalId ?? ''
  if (fields.sdkConversationRef !== undefined) {
    stored.sdkConversationRef = fields.sdkConversationRef ?? ''
  }
  return stored
}
