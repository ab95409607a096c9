import type {
  AppendCommand,
  Appended,
  DeleteCommand,
  ListQuery,
  MessagesQuery,
  OwnerBackend,
  Replayable,
  UpdateCommand,
} from '../backend.ts'
import { encodeMessage } from '../codec/messages.ts'
import { CHANGEABLE_FIELDS, type ConversationRecord, newRecord } from '../codec/record.ts'
import type { RunRecord } from '../codec/run.ts'
import type { Position } from '../core/cursor.ts'
import {
  ConversationFullError,
  ConversationNotActiveError,
  ConversationNotFoundError,
  IdempotencyKeyReusedError,
  RevisionConflictError,
  RunInProgressError,
  TooManyConversationsError,
} from '../errors.ts'
import {
  applyChange,
  type Entry,
  howManyFit,
  readMessages,
  rememberAppend,
  touched,
} from './entry.ts'
import { createMemoryOwnerRuns, isOrphaned, runOf } from './owner-runs.ts'
import { type MemoryState, ownerState, scopedKey } from './state.ts'

/** One owner's conversations in memory. Nothing here awaits, so every method is one atomic step. */
export function createMemoryOwnerBackend(state: MemoryState, ownerKey: string): OwnerBackend {
  const { entries, clock, config } = state
  const ttl = config.ttlSeconds * 1000

  return {
    async start(command) {
      const { id, dedupKey, payloadFingerprint, externalId } = command
      const startKey = scopedKey(ownerKey, dedupKey)
      const remembered = state.startDedup.get(startKey)
      if (remembered !== undefined) {
        if (remembered.digest !== payloadFingerprint) throw new IdempotencyKeyReusedError()
        find(remembered.id)
        return { record: newRecord(command, { ...remembered, ttl }), replayed: true }
      }
      const { conversationsPerUser } = config.limits
      // Expired ones are only counted out where they matter: that takes a look at each.
      const listed = state.owners.get(ownerKey)?.ids.size ?? 0
      if (listed >= conversationsPerUser && liveEntries().length >= conversationsPerUser) {
        throw new TooManyConversationsError()
      }
      const at = clock()
      const record = newRecord(command, { id, at, ttl })
      state.startDedup.set(startKey, { digest: payloadFingerprint, id, at })
      save({ ownerKey, record, messages: [], run: undefined, pieces: [], appends: new Map() })
      const owner = ownerState(state, ownerKey)
      owner.ids.add(id)
      if (externalId !== '') owner.externalIds.set(externalId, id)
      changedNow(id)
      return { record, replayed: false }
    },

    async get(id) {
      const entry = find(id)
      return { record: touch(entry), orphaned: hasOrphan(entry) }
    },

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

    async messages({ id, limit, afterSeq, beforeSeq }: MessagesQuery) {
      const entry = find(id)
      touch(entry)
      const count = entry.record.messageCount
      if (afterSeq !== undefined) {
        const from = Math.min(afterSeq, count)
        const to = from + howManyFit(entry.messages.slice(from, from + limit))
        return {
          firstSeq: from + 1,
          records: readMessages(entry, from, to),
          hasMore: to < count,
          orphaned: hasOrphan(entry),
        }
      }
      const to = Math.max(Math.min(beforeSeq ?? Number.POSITIVE_INFINITY, count + 1) - 1, 0)
      const asked = entry.messages.slice(Math.max(to - limit, 0), to)
      const from = to - howManyFit(asked.toReversed())
      return {
        firstSeq: from + 1,
        records: readMessages(entry, from, to),
        hasMore: from > 0,
        orphaned: hasOrphan(entry),
      }
    },

    async list({ status, limit, after }: ListQuery) {
      const records = liveEntries()
        .map(({ record }) => record)
        .filter((record) => status === undefined || record.status === status)
        .filter((record) => after === undefined || isBehind(record, after))
        .sort((a, b) => (isBehind(a, b) ? 1 : -1))
      return { records: records.slice(0, limit), hasMore: records.length > limit }
    },

    async update({ id, dedupKey, expectedRevision, fields }: UpdateCommand) {
      const entry = find(id)
      const change = scopedKey(ownerKey, dedupKey)
      if (state.changeDedup.has(change)) return touch(entry)
      assertRevision(entry.record, expectedRevision)
      // Also where nothing differs: a repeat must not undo what others change in between.
      state.changeDedup.set(change, true)
      const next = { ...entry.record, ...fields }
      const owner = ownerState(state, ownerKey)
      const { externalId } = fields
      // An id that another conversation took since is given again, though the field has it already.
      const regains =
        externalId !== undefined && externalId !== '' && owner.externalIds.get(externalId) !== id
      const isSame = CHANGEABLE_FIELDS.every((field) => next[field] === entry.record[field])
      if (isSame && !regains) return touch(entry)
      if (externalId !== undefined && (regains || externalId !== entry.record.externalId)) {
        if (owner.externalIds.get(entry.record.externalId) === id) {
          owner.externalIds.delete(entry.record.externalId)
        }
        if (externalId !== '') owner.externalIds.set(externalId, id)
      }
      entry.record = applyChange(entry.record, fields, { now: clock(), ttl })
      save(entry)
      changedNow(id)
      return entry.record
    },

    async findByExternalId(externalId) {
      const id = state.owners.get(ownerKey)?.externalIds.get(externalId)
      if (id === undefined) throw new ConversationNotFoundError()
      return touch(find(id))
    },

    async delete({ id, dedupKey, expectedRevision }: DeleteCommand) {
      const change = scopedKey(ownerKey, dedupKey)
      if (state.changeDedup.has(change)) return
      assertRevision(find(id).record, expectedRevision)
      state.changeDedup.set(change, true)
      entries.delete(scopedKey(ownerKey, id))
      const deletions = state.deletions.get(ownerKey) ?? new Map<string, number>()
      deletions.set(id, clock())
      state.deletions.set(ownerKey, deletions)
      state.notices.notify(ownerKey, { type: 'deleted', id })
    },

    ...createMemoryOwnerRuns(state, ownerKey, find),

    async eraseBatch() {
      const living = liveEntries()
      for (const { record } of living) entries.delete(scopedKey(ownerKey, record.id))
      for (const remembered of [state.startDedup, state.changeDedup]) {
        for (const key of remembered.keys()) {
          if (key.startsWith(scopedKey(ownerKey, ''))) remembered.delete(key)
        }
      }
      state.deletions.delete(ownerKey)
      state.notices.notify(ownerKey, { type: 'erased' })
      return {
        conversations: living.length,
        messages: living.reduce((sum, { record }) => sum + record.messageCount, 0),
        done: true,
      }
    },
  }

  function append(command: AppendCommand): Replayable<Appended> {
    const entry = find(command.id)
    const remembered = entry.appends.get(command.dedupKey)
    if (remembered !== undefined) {
      if (remembered.digest !== command.payloadFingerprint) throw new IdempotencyKeyReusedError()
      return { ...appendResult(entry, command.dedupKey), replayed: true }
    }
    assertCanAppend(entry, command)
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
      digest: command.payloadFingerprint,
      firstSeq,
      lastSeq: record.messageCount,
      at: record.updatedAt,
    })
    entry.run = runAfter(entry, command, firstSeq)
    if (command.run?.step === 'begin') entry.pieces = []
    save(entry)
    changedNow(command.id)
    return {
      record,
      firstSeq,
      run: command.run && entry.run,
      messages: readMessages(entry, firstSeq - 1, record.messageCount),
      replayed: false,
    }
  }

  function hasOrphan({ run }: Entry): boolean {
    return run !== undefined && isOrphaned(run, clock())
  }

  function find(id: string): Entry {
    const entry = entries.get(scopedKey(ownerKey, id))
    if (entry === undefined) throw new ConversationNotFoundError()
    return entry
  }

  function save(entry: Entry): void {
    const { id, expiresAt } = entry.record
    entries.set(scopedKey(ownerKey, id), entry, { ttl: expiresAt - clock() })
  }

  function touch(entry: Entry): ConversationRecord {
    entry.record = touched(entry.record, clock())
    return entry.record
  }

  /** Looking at them here is not using them: it does not save them from being dropped. */
  function liveEntries(): Entry[] {
    const living: Entry[] = []
    for (const id of state.owners.get(ownerKey)?.ids ?? []) {
      const entry = entries.peek(scopedKey(ownerKey, id))
      if (entry === undefined) entries.delete(scopedKey(ownerKey, id))
      else living.push(entry)
    }
    return living
  }

  function changedNow(id: string): void {
    state.notices.notify(ownerKey, { type: 'changed', id })
  }

  function assertCanAppend({ record, run }: Entry, command: AppendCommand): void {
    assertRevision(record, command.expectedRevision)
    // The message that a run replies to was taken: its replies are, whatever became of the conversation.
    if (command.run?.step === 'end') return
    if (record.status !== 'active') throw new ConversationNotActiveError(record.status)
    if (record.messageCount + command.messages.length > config.limits.messagesPerConversation) {
      throw new ConversationFullError()
    }
    if (command.run?.step === 'begin' && run?.status === 'running') throw new RunInProgressError()
  }
}

/** The run as it is once this append is made. */
function runAfter(
  { run, record }: Entry,
  { run: step }: AppendCommand,
  firstSeq: number,
): RunRecord | undefined {
  const at = record.updatedAt
  switch (step?.step) {
    case undefined:
      return run
    case 'begin':
      return {
        id: step.runId,
        seq: firstSeq,
        status: 'running',
        attempt: 1,
        startedAt: at,
        endedAt: 0,
        leaseUntil: at + step.leaseMs,
        token: step.token,
        stopAt: 0,
        reason: undefined,
      }
    case 'end':
      return run && { ...run, status: step.status, reason: step.reason, endedAt: at }
  }
}

function appendResult(entry: Entry, dedupKey: string) {
  const remembered = entry.appends.get(dedupKey)
  if (remembered === undefined) throw new ConversationNotFoundError()
  const { firstSeq, lastSeq } = remembered
  return { record: entry.record, firstSeq, messages: readMessages(entry, firstSeq - 1, lastSeq) }
}

function assertRevision(record: ConversationRecord, expected: number | undefined): void {
  if (expected !== undefined && expected !== record.revision) {
    throw new RevisionConflictError(record.revision)
  }
}

/** Whether a comes after b in a list by updatedAt descending, ties by id descending. */
function isBehind(a: Position, b: Position): boolean {
  return a.updatedAt < b.updatedAt || (a.updatedAt === b.updatedAt && a.id < b.id)
}
