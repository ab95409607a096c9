import { type Status, StatusSchema } from '@threadkeep/shared'
import type { ChangeableFields, ConversationRecord } from '../codec/record.ts'
import { isObject, parseStored } from '../codec/stored-json.ts'
import { DataLossError } from '../errors.ts'
import { NEWEST_LAYOUT } from '../rules/layouts.ts'

const VERSION = `${NEWEST_LAYOUT},`

/** What scripts read of a record (lua/lib/conversation.lua): what they reject is damaged here too. */
const COLUMNS =
  /^(?:2,)?\d{13},"(?:active|completed|archived)",\d{1,13},\d{1,13},\d{13},\d{13},\d{1,13},\d{1,13},"/

/** A record of either layout; undefined where it is damaged, or of another layout. */
export function decodeRecord(id: string, text: string): ConversationRecord | undefined {
  if (!COLUMNS.test(text)) return undefined
  const columns = text.startsWith(VERSION) ? text.slice(VERSION.length) : text
  const values = parseStored(`[${columns}]`)
  if (!Array.isArray(values) || values.length !== 14) return undefined
  const numbers = [2, 3, 4, 5, 7, 9].map((column) => values[column])
  const texts = [8, 10, 11, 12, 13].map((column) => values[column])
  if (!isStatus(values[1]) || !numbers.every(isCount) || !texts.every(isText)) return undefined
  const [
    messageCount = 0,
    revision = 0,
    updatedAt = 0,
    lastAccessedAt = 0,
    ttl = 0,
    createdAt = 0,
  ] = numbers
  const [lastMessagePreview = '', title = '', metadata = '', externalId = '', reference = ''] =
    texts
  if (updatedAt + ttl > LATEST_TIME) return undefined
  if (metadata !== '{}' && !isObject(parseStored(metadata))) return undefined
  return {
    id,
    status: values[1],
    title,
    metadata,
    externalId,
    sdkConversationRef: reference,
    messageCount,
    lastMessagePreview,
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
