import { type Status, StatusSchema } from '@threadkeep/shared'
import type { ChangeableFields, ConversationRecord } from '../codec/record.ts'
import { isObject, parseStored } from '../codec/stored-json.ts'
import { DataLossError } from '../errors.ts'
import { NEWEST_LAYOUT, OLDEST_LAYOUT } from '../rules/layouts.ts'

const VERSION = `${NEWEST_LAYOUT},`

/** What scripts read of a record (lua/lib/conversation.lua): what they reject is damaged here too. */
const COLUMNS =
  /^(?:2,)?\d{13},"(?:active|completed|archived)",\d{1,13},\d{1,13},\d{13},\d{13},\d{1,13},\d{1,13},"/

/** A record of either layout; undefined where it is damaged, or of another layout. */
export function decodeRecord(id: string, text: string): ConversationRecord | undefined {
  if (!COLUMNS.test(text)) return undefined
  const values = parseStored(text.startsWith(VERSION) ? `[${text}]` : `[${OLDEST_LAYOUT},${text}]`)
  if (!Array.isArray(values) || values.length !== 15) return undefined
  // A page of a list has twenty: arrays of numbers and of texts would make this a third slower.
  const columns: unknown[] = values
  const [
    ,
    ,
    status,
    messageCount,
    revision,
    updatedAt,
    lastAccessedAt,
    ,
    ttl,
    preview,
    createdAt,
    title,
    metadata,
    externalId,
    reference,
  ] = columns
  if (!isStatus(status) || !isCount(messageCount) || !isCount(revision)) return undefined
  if (!isCount(updatedAt) || !isCount(lastAccessedAt) || !isCount(createdAt)) return undefined
  if (!isCount(ttl) || !isText(preview) || !isText(title) || !isText(metadata)) return undefined
  if (!isText(externalId) || !isText(reference)) return undefined
  if (updatedAt + ttl > LATEST_TIME) return undefined
  if (metadata !== '{}' && !isObject(parseStored(metadata))) return undefined
  return {
    id,
    status,
    title,
    metadata,
    externalId,
    sdkConversationRef: reference,
    messageCount,
    lastMessagePreview: preview,
    revision,
    createdAt,
    updatedAt,
    lastAccessedAt,
    expiresAt: updatedAt + ttl,
  }
}

/** As lua/lib/expiry.lua decides it, by the server's clock. */
export function hasExpired({ expiresAt }: ConversationRecord, text: string, now: number): boolean {
  return expiresAt < now && Number(/^(?:2,)?(\d+)/.exec(text)?.[1]) < now
}

/** The same, where nothing else than this record is asked for. */
export function readRecord(id: string, text: string): ConversationRecord {
  const record = decodeRecord(id, text)
  if (record === undefined) throw new DataLossError()
  return record
}

function isStatus(value: unknown): value is Status {
  return StatusSchema.options.some((status) => status === value)
}

/** Of a Date, in milliseconds since 1970. */
const LATEST_TIME = 8.64e15

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= LATEST_TIME
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

type CallersFields = Omit<ChangeableFields, 'status'>

/** In the order in which a record has them. */
const ORDER = [
  'title',
  'metadata',
  'externalId',
  'sdkConversationRef',
] as const satisfies (keyof CallersFields)[]

/** What callers wrote of a conversation: a JSON text on each line, which scripts split unread. */
export function encodeFields(fields: CallersFields): string {
  return ORDER.map((field) => JSON.stringify(fields[field])).join('\n,')
}

/** The same one by one, '' for what stays as it is: no JSON text is empty. */
export function encodeChanges(fields: Partial<CallersFields>): string[] {
  return ORDER.map((field) => (fields[field] === undefined ? '' : JSON.stringify(fields[field])))
}
