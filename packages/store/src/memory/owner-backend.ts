import type {
  ChangeCommand,
  ListQuery,
  MessagesQuery,
  OwnerBackend,
  UpdateCommand,
} from '../backend.ts'
import type { Position } from '../codec/cursor.ts'
import { CHANGEABLE_FIELDS, type ConversationRecord } from '../codec/record.ts'
import { ConversationNotFoundError } from '../errors.ts'
import { applyChange, type Entry, readPage, touched } from './entry.ts'
import { assertRevision, createMemoryAppends } from './owner-appends.ts'
import { createMemoryRemovals } from './owner-removals.ts'
import { createMemoryOwnerRuns, isOrphaned, runOf } from './owner-runs.ts'
import { createMemoryStart } from './start.ts'
import { type MemoryState, ownerState, scopedKey } from './state.ts'

/** One owner's conversations in memory. Nothing here awaits, so every method is one atomic step. */
export function createMemoryOwnerBackend(state: MemoryState, ownerKey: string): OwnerBackend {
  const { entries, clock, config } = state
  const ttl = config.ttlSeconds * 1000

  return {
    start: createMemoryStart(state, ownerKey, { find, save, liveEntries }),

    async get(id) {
      const entry = find(id)
      return { record: touch(entry), orphaned: hasOrphan(entry) }
    },

    ...createMemoryAppends(state, ownerKey, { find, touch, save }),

    async messages(query: MessagesQuery) {
      const entry = find(query.id)
      touch(entry)
      return { ...readPage(entry, query), orphaned: hasOrphan(entry) }
    },

    async list({ status, limit, after }: ListQuery) {
      const records = liveEntries()
        .map(({ record }) => record)
        .filter((record) => status === undefined || record.status === status)
        .filter((record) => after === undefined || isBehind(record, after))
        .sort((a, b) => (isBehind(a, b) ? 1 : -1))
      return { records: records.slice(0, limit), hasMore: records.length > limit }
    },

    update: async (command) => update(command),

    async learn(command) {
      const entry = find(command.id)
      if (runOf(entry, command.token) === undefined) return false
      const { title, ...fields } = command.fields
      const fillsTitle = title !== undefined && entry.record.title === ''
      update({ ...command, fields: fillsTitle ? command.fields : fields })
      return true
    },

    async findByExternalId(externalId) {
      const id = state.owners.get(ownerKey)?.externalIds.get(externalId)
      if (id === undefined) throw new ConversationNotFoundError()
      return touch(find(id))
    },

    async delete({ id, dedupKey, expectedRevision }: ChangeCommand) {
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
    ...createMemoryRemovals(state, ownerKey, { find, touch, save }),

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

  function update({ id, dedupKey, expectedRevision, fields }: UpdateCommand): ConversationRecord {
    const entry = find(id)
    const change = scopedKey(ownerKey, dedupKey)
    if (state.changeDedup.has(change)) return touch(entry)
    assertRevision(entry.record, expectedRevision)
    // Remembered even if nothing differs: a repeat must not undo a change made in between.
    state.changeDedup.set(change, true)
    const next = { ...entry.record, ...fields }
    const owner = ownerState(state, ownerKey)
    const { externalId } = fields
    // If another conversation took the external id since, giving it again is a change.
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

  /** A peek, not a use: it must not save entries from being dropped. */
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
}

/** Whether a comes after b in a list by updatedAt descending, ties by id descending. */
function isBehind(a: Position, b: Position): boolean {
  return a.updatedAt < b.updatedAt || (a.updatedAt === b.updatedAt && a.id < b.id)
}
