import { MAX_MESSAGES_PAGE_BYTES } from '@threadkeep/shared'
import type { MessagesQuery } from '../backend.ts'
import { decodeMessages, type MessageRecord } from '../codec/messages.ts'
import type { ConversationRecord } from '../codec/record.ts'
import type { Removals } from '../codec/removals.ts'
import type { RunRecord } from '../codec/run.ts'
import { ACCESS_STEP_MS, DEDUP_MIN_APPENDS, DEDUP_WINDOW_MS } from '../rules/retention.ts'

/** A conversation with everything that belongs to it, so that the cache drops it as a whole. */
export interface Entry {
  ownerKey: string
  record: ConversationRecord
  /** JSON, never objects, so that a caller's later changes do not reach the store. */
  messages: string[]
  /** The newest run and its pieces. */
  run: RunRecord | undefined
  pieces: string[]
  /** By dedup key, oldest first. */
  appends: Map<string, RememberedAppend>
  removals: Removals
  /** By dedup key; `at` in milliseconds since 1970. */
  regenerations: Map<string, { seq: number; at: number; isRemoved: boolean }>
}

export interface RememberedAppend {
  /** Undefined once a message was redacted; then any payload matches. */
  fingerprint: string | undefined
  firstSeq: number
  lastSeq: number
  /** In milliseconds since 1970. */
  at: number
  /** By a truncation. */
  isRemoved?: boolean
}

/** Within a conversation the time of changes grows strictly. */
export function applyChange(
  record: ConversationRecord,
  changes: Partial<ConversationRecord>,
  { now, ttl }: { now: number; ttl: number },
): ConversationRecord {
  const updatedAt = Math.max(now, record.updatedAt + 1, record.lastAccessedAt)
  return {
    ...record,
    ...changes,
    revision: record.revision + 1,
    updatedAt,
    lastAccessedAt: updatedAt,
    expiresAt: updatedAt + ttl,
  }
}

export function touched(record: ConversationRecord, now: number): ConversationRecord {
  return now - record.lastAccessedAt < ACCESS_STEP_MS ? record : { ...record, lastAccessedAt: now }
}

export function readMessages(entry: Entry, from: number, to: number): MessageRecord[] {
  return decodeMessages(entry.messages.slice(from, to), entry.record.createdAt)
}

/** A page of messages, as the port describes it. */
export function readPage(entry: Entry, { limit, afterSeq, beforeSeq }: MessagesQuery) {
  const count = entry.record.messageCount
  if (afterSeq !== undefined) {
    const from = Math.min(afterSeq, count)
    const to = from + howManyFit(entry.messages.slice(from, from + limit))
    return { firstSeq: from + 1, records: readMessages(entry, from, to), hasMore: to < count }
  }
  const to = Math.max(Math.min(beforeSeq ?? Number.POSITIVE_INFINITY, count + 1) - 1, 0)
  const asked = entry.messages.slice(Math.max(to - limit, 0), to)
  const from = to - howManyFit(asked.toReversed())
  return { firstSeq: from + 1, records: readMessages(entry, from, to), hasMore: from > 0 }
}

/** The number of these messages that fit into a page: at least one, if there is any. */
export function howManyFit(messages: readonly string[]): number {
  let bytes = 0
  const tooMany = messages.findIndex((message, index) => {
    bytes += Buffer.byteLength(message)
    return bytes > MAX_MESSAGES_PAGE_BYTES && index > 0
  })
  return tooMany === -1 ? messages.length : tooMany
}

export function rememberAppend(entry: Entry, key: string, append: RememberedAppend): void {
  entry.appends.set(key, append)
  for (const [oldest, { at }] of entry.appends) {
    const old = at < append.at - DEDUP_WINDOW_MS
    if (entry.appends.size <= DEDUP_MIN_APPENDS || !old) return
    entry.appends.delete(oldest)
  }
}
