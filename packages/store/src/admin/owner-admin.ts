import { MAX_MESSAGES_PAGE_BYTES, type Owner } from '@threadkeep/shared'
import { ownerKey } from '../codec/owner-key.ts'
import { MESSAGES_SUFFIX, ownerKeys } from '../redis/keys.ts'
import { decodeRecord } from '../redis/record-codec.ts'
import type { RunScript } from '../redis/scripts/runner.ts'
import { type ConversationPart, type ImportOutcome, importPart } from './import-conversation.ts'
import { createMoves, type Moves } from './move-out.ts'
import type { OwnerChanges } from './owner-changes.ts'
import { restoredRecord } from './restored-record.ts'
import { ADMIN_SCRIPTS } from './scripts.ts'
import {
  ConversationBusyError,
  type ConversationSnapshot,
  type ConversationSummary,
} from './stored-conversation.ts'

const IDS_PER_CALL = 50
const MESSAGES_PER_PAGE = 1000
/** Of a conversation that changes while its pages are read. */
const MOST_READS = 20

/** What one owner has. Reading it leaves no trace. */
export interface OwnerAdmin {
  /** Every conversation that is listed, once. */
  conversations(): AsyncGenerator<ConversationSummary, void, undefined>
  /**
   * Rejects with ConversationNotFoundError, DataLossError, or ConversationBusyError for one that changes
   * faster than it can be read.
   */
  snapshot(id: string): Promise<ConversationSnapshot>
  /** Idempotent. Rejects with DataLossError where a part is damaged, or one before it is missing. */
  importPart(part: ConversationPart): Promise<ImportOutcome>
  /** Out of Redis, into an archive. */
  readonly moves: Moves
  /** The record with which a moved conversation comes back; undefined where it cannot be read. */
  restoredRecord(record: string): Promise<string | undefined>
}

export function createOwnerAdmin(
  owner: Owner,
  run: RunScript,
  changes: OwnerChanges,
  keyPrefix?: string,
): OwnerAdmin {
  const key = ownerKey(owner)
  const keys = ownerKeys(key, keyPrefix)

  async function readPage(id: string, after: number) {
    const { fields, messages } = keys.conversation(id)
    const args = [id, after, MAX_MESSAGES_PAGE_BYTES, MESSAGES_PER_PAGE]
    const reply = await run(ADMIN_SCRIPTS.snapshot, [fields, messages, keys.external], args)
    const texts = reply.texts(5)
    const fieldTexts = texts.splice(0, reply.number(4))
    return {
      record: reply.text(1),
      hasMore: reply.text(2) === 'more',
      externalId: reply.text(3),
      fieldTexts,
      entries: texts,
    }
  }

  /** Undefined where the conversation changed in between. */
  async function readWhole(id: string): Promise<ConversationSnapshot | undefined> {
    const first = await readPage(id, 0)
    const messages = first.entries
    for (let page = first; page.hasMore; ) {
      page = await readPage(id, messages.length)
      if (withoutAccess(page.record) !== withoutAccess(first.record)) return undefined
      messages.push(...page.entries)
    }
    const { record, fieldTexts: fields, externalId } = first
    return { id, record, fields, messages, externalId }
  }

  return {
    async *conversations() {
      const seen = new Set<string>()
      let rank = 0
      while (rank >= 0) {
        const args = [keys.conversationPrefix, MESSAGES_SUFFIX, rank, IDS_PER_CALL]
        const reply = await run(ADMIN_SCRIPTS.summaries, [keys.all], args)
        const now = reply.number(1)
        rank = reply.number(2)
        // One that changes moves to the head of the index, and pushes others behind it once more.
        for (const summary of toSummaries(reply.texts(3), now)) {
          if (!seen.has(summary.id)) yield summary
          seen.add(summary.id)
        }
      }
    },

    async snapshot(id) {
      for (let read = 1; read <= MOST_READS; read += 1) {
        const snapshot = await readWhole(id)
        if (snapshot !== undefined) return snapshot
      }
      throw new ConversationBusyError()
    },

    moves: createMoves(key, keyPrefix, keys, changes.scriptsOf(key)),

    async restoredRecord(record) {
      const [seconds] = await changes.call((client) => client.time())
      return restoredRecord(record, Number(seconds) * 1000, changes.ttlMs)
    },

    importPart: (part) => importPart(keys, changes.scriptsOf(key), part),
  }
}

function toSummaries(texts: string[], now: number): ConversationSummary[] {
  const summaries: ConversationSummary[] = []
  for (let at = 0; at + 3 < texts.length; at += 4) {
    const [id = '', text = '', messages = '', bytes = ''] = texts.slice(at, at + 4)
    const record = decodeRecord(id, text)
    summaries.push({
      id,
      record,
      isExpired: record !== undefined && record.expiresAt < now,
      messages: Number(messages),
      bytes: bytes === '' ? undefined : Number(bytes),
    })
  }
  return summaries
}

/** A read of the conversation in between is no change of it. */
function withoutAccess(record: string): string {
  return record.replace(/^((?:2,)?\d+,"\w+",\d+,\d+,\d+),\d+,/, '$1,,')
}
