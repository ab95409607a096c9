import { STATUSES, type Status } from '@threadkeep/shared'
import type { ListQuery, ListSlice } from '../backend.ts'
import type { Position } from '../codec/cursor.ts'
import type { ConversationRecord } from '../codec/record.ts'
import { decodeRecord, hasExpired } from './record-codec.ts'
import type { Reply } from './scripts/replies.ts'

/** An owner's indexes, by their place in the keys of scripts. */
export const ALL = 1
export const indexOf = (status: Status) => STATUSES.indexOf(status) + 2

export interface CheckedPage extends ListSlice {
  /** Conversations that are skipped. */
  unreadable: number
}

/**
 * The page in a reply of list-page.lua. Undefined if a record disagrees with an index, or if a page
 * that is not the last lacks a conversation: then list.lua reads it, and repairs.
 */
export function checkPage(reply: Reply, query: ListQuery): CheckedPage | undefined {
  const { status, limit, after } = query
  const now = reply.number(1)
  const others = reply.text(3)
  const count = others.length
  if (count === 0) return { records: [], hasMore: false, unreadable: 0 }
  const ids = reply.text(4).split('\n')
  const texts = reply.texts(5)
  // No id contains a line feed, unless it is damaged.
  if (ids.length !== count || texts.length !== count) return undefined

  const records: ConversationRecord[] = []
  let unreadable = 0
  let previous: Position | undefined = after
  for (const [place, id] of ids.entries()) {
    const text = texts[place] ?? ''
    const record = decodeRecord(id, text)
    if (record === undefined) {
      unreadable++
      continue
    }
    const other = status === undefined ? indexOf(record.status) : ALL
    const agrees = Number(others[place]) === other && (status ?? record.status) === record.status
    if (!agrees || (previous !== undefined && !isAfter(record, previous))) return undefined
    previous = record
    if (!hasExpired(record, text, now)) records.push(record)
  }
  const hasMore = count > limit
  // The next page begins after this score in the index.
  const isWhole = records.length > limit && records[limit - 1]?.updatedAt === reply.number(2)
  if (hasMore && !isWhole) return undefined
  return { records: records.slice(0, limit), hasMore, unreadable }
}

function isAfter(record: Position, previous: Position): boolean {
  return (
    record.updatedAt < previous.updatedAt ||
    (record.updatedAt === previous.updatedAt && record.id < previous.id)
  )
}
