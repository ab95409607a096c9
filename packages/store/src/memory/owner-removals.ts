import type { ChangeCommand, OwnerBackend } from '../backend.ts'
import { encodeMessage, REDACTED } from '../codec/messages.ts'
import { previewOf } from '../codec/preview.ts'
import type { ConversationRecord } from '../codec/record.ts'
import { addRemoval } from '../codec/removals.ts'
import { newRun } from '../codec/run.ts'
import {
  ConversationNotActiveError,
  MessageNotFoundError,
  MessagesRemovedError,
  RunInProgressError,
} from '../errors.ts'
import { REGENERATE_SEARCHED } from '../rules/run-times.ts'
import { applyChange, type Entry, readMessages } from './entry.ts'
import { assertRevision, type EntryAccess } from './owner-appends.ts'
import { type MemoryState, scopedKey } from './state.ts'
import { truncate } from './truncate.ts'

/** Changes in memory that remove messages, or their content; each method mirrors a script. */
export function createMemoryRemovals(
  state: MemoryState,
  ownerKey: string,
  { find, touch, save }: EntryAccess,
): Pick<OwnerBackend, 'truncate' | 'redact' | 'regenerate'> {
  const { clock, config } = state
  const ttl = config.ttlSeconds * 1000

  return {
    async truncate(command) {
      const entry = find(command.id)
      if (isRepeat(command)) return touch(entry)
      assertRevision(entry.record, command.expectedRevision)
      assertNoRun(entry)
      remember(command)
      if (command.afterSeq >= entry.record.messageCount) return touch(entry)
      truncate(entry, command.afterSeq)
      return change(entry, previewAt(entry, command.afterSeq))
    },

    async redact(command) {
      const entry = find(command.id)
      const { seq } = command
      const repeats = isRepeat(command)
      if (!repeats) assertRevision(entry.record, command.expectedRevision)
      const message = messageAt(entry, seq)
      if (message === undefined) throw new MessageNotFoundError()
      remember(command)
      if (repeats || message.content.type === REDACTED.type) {
        touch(entry)
        return message
      }
      const { record } = entry
      entry.removals = addRemoval(entry.removals, {
        revision: record.revision + 1,
        type: 'redacted',
        seq,
      })
      const { id, role, createdAt } = message
      const offset = createdAt - record.createdAt
      const rest = encodeMessage({ id, role, content: REDACTED })
      entry.messages[seq - 1] = `[${offset},0,${rest}`
      for (const append of entry.appends.values()) {
        if (append.firstSeq <= seq && seq <= append.lastSeq) append.fingerprint = undefined
      }
      if (entry.run?.status !== 'running') entry.pieces = []
      change(entry, seq === record.messageCount ? previewOf(REDACTED) : record.lastMessagePreview)
      return { id, role, content: REDACTED, createdAt }
    },

    async regenerate(command) {
      const entry = find(command.id)
      const remembered = entry.regenerations.get(command.dedupKey)
      if (remembered !== undefined) {
        if (remembered.isRemoved) throw new MessagesRemovedError()
        const { seq } = remembered
        const messages = readMessages(entry, seq - 1, seq)
        const run = entry.run?.seq === seq ? entry.run : undefined
        return { record: touch(entry), run, firstSeq: seq, messages, replayed: true }
      }
      const { record } = entry
      assertRevision(record, command.expectedRevision)
      if (record.status !== 'active') throw new ConversationNotActiveError(record.status)
      assertNoRun(entry)
      const before = Math.max(record.messageCount - REGENERATE_SEARCHED, 0)
      const newest = readMessages(entry, before, record.messageCount)
      const index = newest.findLastIndex(({ role }) => role === 'user')
      const message = newest[index]
      const seq = before + index + 1
      if (message === undefined) throw new MessageNotFoundError()
      truncate(entry, seq)
      const { updatedAt } = change(entry, previewOf(message.content))
      entry.regenerations.set(command.dedupKey, { seq, at: updatedAt, isRemoved: false })
      const begun = { record: entry.record, firstSeq: seq, messages: [message], replayed: false }
      if (command.token === null) return begun
      entry.pieces = []
      const { token, leaseMs } = command
      const leaseUntil = clock() + leaseMs
      entry.run = newRun({
        id: message.id,
        seq,
        at: updatedAt,
        token,
        leaseUntil,
        before: entry.run,
      })
      return { ...begun, run: entry.run }
    },
  }

  function isRepeat({ dedupKey }: ChangeCommand): boolean {
    return state.changeDedup.has(scopedKey(ownerKey, dedupKey))
  }

  function remember({ dedupKey }: ChangeCommand): void {
    state.changeDedup.set(scopedKey(ownerKey, dedupKey), true)
  }

  function change(entry: Entry, lastMessagePreview: string): ConversationRecord {
    entry.record = applyChange(entry.record, { lastMessagePreview }, { now: clock(), ttl })
    save(entry)
    state.notices.notify(ownerKey, { type: 'changed', id: entry.record.id })
    return entry.record
  }
}

function assertNoRun({ run }: Entry): void {
  if (run?.status === 'running') throw new RunInProgressError()
}

function messageAt(entry: Entry, seq: number) {
  return readMessages(entry, seq - 1, seq)[0]
}

function previewAt(entry: Entry, seq: number): string {
  const last = seq === 0 ? undefined : messageAt(entry, seq)
  return last === undefined ? '' : previewOf(last.content)
}
