import type {
  Content,
  JsonObject,
  Message,
  NewMessage,
  RedactedContent,
  Role,
} from '@threadkeep/shared'
import { DataLossError } from '../errors.ts'
import { compactId, fullId } from './ids.ts'
import { toIsoTime } from './iso-time.ts'
import { isObject, parseStored } from './stored-json.ts'

/** A message as both backends store it. Its seq is its place in the list, so there are no gaps. */
export interface MessageRecord {
  id: string
  role: Role
  content: Content
  metadata?: JsonObject
  createdAt: number
}

/** What is left of a redacted message. */
export const REDACTED: RedactedContent = { type: 'redacted' }

/** The messages of a page that begins with `firstSeq`. */
export function toMessages(firstSeq: number, records: MessageRecord[]): Message[] {
  return records.map((record, index) => toMessage(firstSeq + index, record))
}

export function toMessage(seq: number, record: MessageRecord): Message {
  const { id, role, content, metadata, createdAt } = record
  return {
    id,
    seq,
    role,
    content,
    ...(metadata !== undefined && { metadata }),
    createdAt: toIsoTime(createdAt),
  }
}

/** Roles are stored as digits, because a word would take room in every message. */
const ROLE_CODES = { user: 0, assistant: 1, system: 2, tool: 3 } as const satisfies Record<
  Role,
  number
>
const ROLES_BY_CODE = ['user', 'assistant', 'system', 'tool'] as const satisfies Role[]

/** A message before the store gives it a time and a place. */
export interface MessageToStore extends NewMessage {
  id: string
}

/**
 * A message as JSON without its beginning: the store prepends the offset from the conversation's
 * creation and the append header without decoding the rest. To save memory, the id has no dashes
 * and plain text stands for itself. Metadata comes last, if there is any.
 */
export function encodeMessage({
  id,
  role,
  content,
  metadata,
}: Omit<MessageToStore, 'content'> & { content: Content }): string {
  const short = content.type === 'text' ? content.text : content
  const last = metadata === undefined ? '' : `,${JSON.stringify(metadata)}`
  return `"${compactId(id)}",${ROLE_CODES[role]},${JSON.stringify(short)}${last}]`
}

/**
 * Decodes stored messages. `since` is the time that their offsets count from, in milliseconds since
 * 1970. Throws DataLossError for a message that cannot be read.
 */
export function decodeMessages(entries: readonly string[], since: number): MessageRecord[] {
  return entries.map((entry) => decodeMessage(entry, since))
}

function decodeMessage(entry: string, since: number): MessageRecord {
  const values = parseStored(entry)
  if (!Array.isArray(values) || values.length < 5 || values.length > 6) throw new DataLossError()
  const [offset, , id, roleCode, short, metadata]: unknown[] = values
  const role = ROLES_BY_CODE[Number(roleCode)]
  const content = typeof short === 'string' ? { type: 'text' as const, text: short } : short
  if (!Number.isSafeInteger(offset) || typeof id !== 'string' || role === undefined) {
    throw new DataLossError()
  }
  if (!isContent(content)) throw new DataLossError()
  const record = { id: fullId(id), role, content, createdAt: since + Number(offset) }
  if (values.length === 5) return record
  if (!isObject(metadata)) throw new DataLossError()
  return { ...record, metadata }
}

/** Whether it has the shape of a message. Texts and sizes were checked when it was stored. */
function isContent(value: unknown): value is Content {
  if (!isObject(value)) return false
  const { type, text, card, actionId, data, format } = value
  switch (type) {
    case 'text':
      return typeof text === 'string'
    case 'card':
      return isObject(card)
    case 'cardAction':
      return typeof actionId === 'string' && isObject(data)
    case 'json':
      return (
        typeof format === 'string' &&
        'value' in value &&
        (text === undefined || typeof text === 'string')
      )
    case 'redacted':
      return true
    default:
      return false
  }
}

/**
 * The messages as decoding would return them. Nothing is shared with the caller, who may change
 * their objects later.
 */
export function toStoredMessages(
  messages: readonly MessageToStore[],
  createdAt: number,
): MessageRecord[] {
  return messages.map(({ id, role, content, metadata }) => ({
    id,
    role,
    content:
      content.type === 'text'
        ? { type: content.type, text: content.text }
        : JSON.parse(JSON.stringify(content)),
    ...(metadata !== undefined && { metadata: JSON.parse(JSON.stringify(metadata)) }),
    createdAt,
  }))
}
