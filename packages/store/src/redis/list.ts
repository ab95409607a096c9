import { STATUSES } from '@threadkeep/shared'
import type { ListQuery, ListSlice } from '../backend.ts'
import type { Position } from '../codec/cursor.ts'
import { shortDigest } from '../codec/dedup.ts'
import type { ConversationRecord } from '../codec/record.ts'
import { StoreUnavailableError } from '../errors.ts'
import type { StoreObserver } from '../store-events.ts'
import { MESSAGES_SUFFIX, type OwnerKeys } from './keys.ts'
import { ALL, checkPage, indexOf } from './list-page.ts'
import type { RecentOwners } from './recent-owners.ts'
import { decodeRecord } from './record-codec.ts'
import type { OwnerScripts } from './scripts/owner-scripts.ts'
import { SCRIPTS } from './scripts/registry.ts'
import type { Reply } from './scripts/replies.ts'

/**
 * Max ids that one script looks at, so that it blocks Redis for no more than one or two
 * milliseconds.
 */
const IDS_PER_CALL = 150

export interface OwnerList {
  list(query: ListQuery): Promise<ListSlice>
}

/** Lists one owner's conversations, even if some or their indexes are missing or damaged. */
export function createOwnerList(
  keys: OwnerKeys,
  scripts: OwnerScripts,
  ttl: number,
  reported: RecentOwners['reported'],
  observe: StoreObserver,
): OwnerList {
  const indexes = keys.shared.slice(0, 5)

  return {
    async list(query) {
      const started = performance.now()
      const which = query.status === undefined ? ALL : indexOf(query.status)
      const whole = await readPage(which, query, started)
      if (whole !== undefined) return whole
      const page = await readIndex(which, 'checked', query, started)
      if (page !== 'index_incomplete') return page
      try {
        await rebuild(started)
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error
        return withoutRebuild(query, started)
      }
      // Unchecked: a second rebuild would not repair what the first could not.
      const rebuilt = await readIndex(which, '', query, started)
      return rebuilt === 'index_incomplete' ? withoutRebuild(query, started) : rebuilt
    },
  }

  /** The page as it is stored; undefined if it may need repair. */
  async function readPage(
    which: number,
    query: ListQuery,
    started: number,
  ): Promise<ListSlice | undefined> {
    const { limit, after } = query
    const position = [after?.updatedAt ?? '', after?.id ?? '']
    const reply = await scripts.readLarge(
      SCRIPTS.listPage,
      indexes,
      () => [which, limit, ...position, keys.conversationPrefix, MESSAGES_SUFFIX],
      started,
    )
    if (reply.tag === 'index_incomplete') return undefined
    const page = checkPage(reply, query)
    if (page === undefined) return undefined
    if (page.unreadable > 0) noteUnreadable(page.unreadable)
    return { records: page.records, hasMore: page.hasMore }
  }

  /**
   * One page of one index. A script stops after a number of ids, so this may take several calls.
   */
  async function readIndex(
    which: number,
    mode: 'checked' | '',
    { status, limit, after }: ListQuery,
    started: number,
  ): Promise<ListSlice | 'index_incomplete'> {
    const records: ConversationRecord[] = []
    let from: { updatedAt: string | number; id: string } | undefined = after
    let unreadable = 0
    // Reads one more than asked for, to know whether there is a next page.
    while (records.length <= limit) {
      const wanted = limit + 1 - records.length
      const position = [from?.updatedAt ?? '', from?.id ?? '']
      const reply: Reply = await scripts.readLarge(
        SCRIPTS.list,
        indexes,
        () => [
          which,
          status ?? '',
          wanted,
          ...position,
          keys.conversationPrefix,
          MESSAGES_SUFFIX,
          IDS_PER_CALL,
          mode,
        ],
        started,
      )
      if (reply.tag === 'index_incomplete') return 'index_incomplete'
      const found = decodePage(reply.texts(6))
      records.push(...found.records)
      unreadable += reply.number(5) + found.unreadable
      noteRepairs(reply.number(4))
      if (reply.text(1) === 'end') break
      from = { updatedAt: reply.text(2), id: reply.text(3) }
    }
    if (unreadable > 0) noteUnreadable(unreadable)
    return { records: records.slice(0, limit), hasMore: records.length > limit }
  }

  /**
   * Merges all indexes, because what one lacks another has. It reads them all, so it is only for a
   * Redis that rejects writes, which a rebuild needs.
   */
  async function withoutRebuild(query: ListQuery, started: number): Promise<ListSlice> {
    const { status, limit } = query
    const sources = status === undefined ? [ALL, ...STATUSES.map(indexOf)] : [ALL, indexOf(status)]
    const merged = new Map<string, ConversationRecord>()
    let hasMore = false
    for (const which of sources) {
      const page = await readIndex(which, '', query, started)
      if (page === 'index_incomplete') continue
      for (const record of page.records) merged.set(record.id, record)
      hasMore ||= page.hasMore
    }
    const records = [...merged.values()].sort(newestFirst)
    return { records: records.slice(0, limit), hasMore: hasMore || records.length > limit }
  }

  /** In steps, so that other calls are served in between. */
  async function rebuild(started: number): Promise<void> {
    for (let which = ALL; which <= STATUSES.length + 1; which++) {
      let rank = 0
      while (rank >= 0) {
        const from = rank
        const reply = await scripts.read(
          SCRIPTS.rebuildIndexes,
          indexes,
          () => [keys.conversationPrefix, MESSAGES_SUFFIX, ttl, which, from, IDS_PER_CALL],
          started,
        )
        noteRepairs(reply.number(1))
        rank = reply.number(2)
      }
    }
  }

  function noteUnreadable(conversations: number): void {
    if (reported.has(keys.all)) return
    reported.set(keys.all, true)
    observe({ type: 'unreadable', owner: shortDigest(keys.all, 66), conversations })
  }

  function noteRepairs(conversations: number): void {
    if (conversations > 0) observe({ type: 'index-repaired', conversations })
  }
}

/** Ids, each followed by its record. */
function decodePage(parts: string[]): { records: ConversationRecord[]; unreadable: number } {
  const records: ConversationRecord[] = []
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const record = decodeRecord(parts[at] ?? '', parts[at + 1] ?? '')
    if (record !== undefined) records.push(record)
  }
  return { records, unreadable: parts.length / 2 - records.length }
}

function newestFirst(a: Position, b: Position): number {
  return b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : -1)
}
