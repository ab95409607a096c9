import type { AppendCommand, Appended, OwnerBackend, Replayable } from '../backend.ts'
import { decodeMessages, encodeMessage } from '../codec/messages.ts'
import type { ConversationRecord } from '../codec/record.ts'
import { newRun, type RunRecord } from '../codec/run.ts'
import {
  ConversationFullError,
  ConversationNotActiveError,
  ConversationNotFoundError,
  IdempotencyKeyReusedError,
  MessageNotFoundError,
  MessagesRemovedError,
  RevisionConflictError,
  RunInProgressError,
} from '../errors.ts'
import { applyChange, type Entry, readMessages, rememberAppend } from './entry.ts'
import { runOf } from './owner-runs.ts'
import type { MemoryState } from './state.ts'
import { truncate } from './truncate.ts'

export interface EntryAccess {
  find(id: string): Entry
  touch(entry: Entry): ConversationRecord
  save(entry: Entry): void
}

/** Appends to one owner's conversations in memory, those that begin and end runs among them. */
export function createMemoryAppends(
  state: MemoryState,
  ownerKey: string,
  { find, touch, save }: EntryAccess,
): Pick<OwnerBackend, 'append' | 'endRun' | 'getAppendResult'> {
  const { clock, config } = state
  const ttl = config.ttlSeconds * 1000

  return {
    append: async (command) => append(command),

    async endRun(command) {
      const isLost = runOf(find(command.id), command.run.token) === undefined
      const isRepeat = find(command.id).appends.has(command.dedupKey)
      return isLost && !isRepeat ? null : append(command)
    },

    async getAppendResult(id, dedupKey) {
      const entry = find(id)
      touch(entry)
      return entry.appends.has(dedupKey) ? appendResult(entry, dedupKey) : null
    },
  }

  function append(command: AppendCommand): Replayable<Appended> {
    const entry = find(command.id)
    const remembered = entry.appends.get(command.dedupKey)
    if (remembered !== undefined) {
      if (remembered.isRemoved) throw new MessagesRemovedError()
      if ((remembered.fingerprint ?? command.payloadFingerprint) !== command.payloadFingerprint) {
        throw new IdempotencyKeyReusedError()
      }
      return { ...appendResult(entry, command.dedupKey), replayed: true }
    }
    assertCanAppend(entry, command)
    if (command.replaces !== undefined) truncate(entry, command.replaces - 1)
    const firstSeq = entry.record.messageCount + 1
    entry.record = applyChange(
      entry.record,
      {
        messageCount: entry.record.messageCount + command.messages.length,
        lastMessagePreview: command.preview,
      },
      { now: clock(), ttl },
    )
    const { record } = entry
    entry.messages.push(
      ...command.messages.map(
        (message) => `[${record.updatedAt - record.createdAt},0,${encodeMessage(message)}`,
      ),
    )
    rememberAppend(entry, command.dedupKey, {
      fingerprint: command.payloadFingerprint,
      firstSeq,
      lastSeq: record.messageCount,
      at: record.updatedAt,
    })
    entry.run = runAfter(entry, command, firstSeq)
    if (command.run?.step === 'begin') entry.pieces = []
    save(entry)
    state.notices.notify(ownerKey, { type: 'changed', id: command.id })
    return {
      record,
      firstSeq,
      run: command.run && entry.run,
      messages: readMessages(entry, firstSeq - 1, record.messageCount),
      replayed: false,
    }
  }

  function assertCanAppend(entry: Entry, command: AppendCommand): void {
    const { record, run } = entry
    assertRevision(record, command.expectedRevision)
    // Replies are stored whatever became of the conversation, because their user message was
    // accepted.
    if (command.run?.step === 'end') return
    if (record.status !== 'active') throw new ConversationNotActiveError(record.status)
    const isBeginning = command.run?.step === 'begin'
    const isReplacing = command.replaces !== undefined
    if ((isBeginning || isReplacing) && run?.status === 'running') throw new RunInProgressError()
    if (command.replaces !== undefined) assertReplaceable(entry, command.replaces, isBeginning)
    const kept = command.replaces === undefined ? record.messageCount : command.replaces - 1
    if (kept + command.messages.length > config.limits.messagesPerConversation) {
      throw new ConversationFullError()
    }
  }
}

function assertReplaceable(entry: Entry, seq: number, isOfUser: boolean): void {
  const [message] = decodeMessages(entry.messages.slice(seq - 1, seq), 0)
  if (message === undefined || (isOfUser && message.role !== 'user')) {
    throw new MessageNotFoundError()
  }
}

/** The run after this append. */
function runAfter(
  { run, record }: Entry,
  { run: step }: AppendCommand,
  firstSeq: number,
): RunRecord | undefined {
  const at = record.updatedAt
  switch (step?.step) {
    case undefined:
      return run
    case 'begin': {
      const { runId: id, token, leaseMs } = step
      return newRun({ id, seq: firstSeq, at, token, leaseUntil: at + leaseMs, before: run })
    }
    case 'end':
      return run && { ...run, status: step.status, reason: step.reason, endedAt: at }
  }
}

function appendResult(entry: Entry, dedupKey: string) {
  const remembered = entry.appends.get(dedupKey)
  if (remembered === undefined) throw new ConversationNotFoundError()
  if (remembered.isRemoved) throw new MessagesRemovedError()
  const { firstSeq, lastSeq } = remembered
  return { record: entry.record, firstSeq, messages: readMessages(entry, firstSeq - 1, lastSeq) }
}

export function assertRevision(record: ConversationRecord, expected: number | undefined): void {
  if (expected !== undefined && expected !== record.revision) {
    throw new RevisionConflictError(record.revision)
  }
}
