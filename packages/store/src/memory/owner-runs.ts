import type { OwnerBackend, SyncSlice } from '../backend.ts'
import { decodeMessages } from '../codec/messages.ts'
import { isGreeting, type RunRecord } from '../codec/run.ts'
import { DELETIONS_KEPT_MS, SYNC_MAX_MESSAGES } from '../rules/run-times.ts'
import { type Entry, howManyFit } from './entry.ts'
import { type MemoryState, scopedKey } from './state.ts'

type RunOperations = Pick<
  OwnerBackend,
  'writePieces' | 'finishRun' | 'stopRun' | 'takeOverRun' | 'sync' | 'changesSince'
>

/** The runs of one owner's conversations in memory; each method mirrors a script of the Redis store. */
export function createMemoryOwnerRuns(
  state: MemoryState,
  ownerKey: string,
  find: (id: string) => Entry,
): RunOperations {
  const { clock, notices } = state
  const tell = (type: 'changed' | 'said' | 'stop', id: string) =>
    notices.notify(ownerKey, { type, id })

  return {
    async writePieces({ id, token, leaseMs, before, pieces }) {
      const entry = state.entries.peek(scopedKey(ownerKey, id))
      const run = runOf(entry, token)
      if (entry === undefined || run === undefined) return 'lost'
      const added = pieces.slice(Math.max(entry.pieces.length - before, 0))
      entry.pieces.push(...added)
      entry.run = { ...run, leaseUntil: clock() + leaseMs }
      if (added.length > 0) tell('said', id)
      return run.stopAt > 0 ? 'stop' : 'written'
    },

    async finishRun({ id, token, status, reason }) {
      const entry = state.entries.peek(scopedKey(ownerKey, id))
      const run = runOf(entry, token)
      if (entry === undefined || run === undefined) return null
      entry.run = { ...run, status, reason, endedAt: clock() }
      tell('changed', id)
      return entry.run
    },

    async stopRun(id) {
      const entry = find(id)
      const { run } = entry
      if (run?.status !== 'running') return null
      entry.run = { ...run, stopAt: run.stopAt || clock() }
      tell('stop', id)
      return { orphaned: isOrphaned(run, clock()) }
    },

    async takeOverRun({ id, token, leaseMs, ...modes }) {
      const entry = find(id)
      const { run } = entry
      if (run === undefined) return null
      const mode = isGreeting(run) ? modes.ofGreeting : modes.mode
      const isFailed = run.status === 'failed' && run.seq === entry.record.messageCount
      if (!(mode === 'again' ? isFailed : isOrphaned(run, clock()))) return null
      const restarts = mode === 'again' || (mode === 'restart' && run.stopAt === 0)
      if (restarts) entry.pieces = []
      const begun = { status: 'running', endedAt: 0, reason: undefined, stopAt: 0 } as const
      entry.run = {
        ...run,
        ...(mode === 'again' && begun),
        token,
        leaseUntil: clock() + leaseMs,
        attempt: restarts ? run.attempt + 1 : run.attempt,
      }
      tell('changed', id)
      return { run: entry.run, pieces: [...entry.pieces] }
    },

    async sync({ id, seen, run: known }): Promise<SyncSlice> {
      const { record, run, pieces, messages, removals } = find(id)
      const isKnown = run?.startedAt === known.startedAt && run.attempt === known.attempt
      const firstPiece = isKnown ? Math.min(known.pieces, pieces.length) : 0
      const unseen = seen === undefined ? [] : messages.slice(seen, seen + SYNC_MAX_MESSAGES)
      return {
        record,
        run: run ?? null,
        orphaned: run !== undefined && isOrphaned(run, clock()),
        removals,
        firstPiece,
        storedPieces: pieces.length,
        pieces: pieces.slice(firstPiece),
        messages: decodeMessages(unseen.slice(0, howManyFit(unseen)), record.createdAt),
      }
    },

    async changesSince(since, limit) {
      const ids = [...(state.owners.get(ownerKey)?.ids ?? [])]
      const records = ids
        .flatMap((id) => state.entries.peek(scopedKey(ownerKey, id))?.record ?? [])
        .filter(({ updatedAt }) => updatedAt >= since)
        .sort((a, b) => a.updatedAt - b.updatedAt || (a.id < b.id ? -1 : 1))
      const deletions = state.deletions.get(ownerKey) ?? new Map<string, number>()
      return {
        now: clock(),
        deletionsKeptMs: DELETIONS_KEPT_MS,
        conversations: ids.length,
        deleted: [...deletions].flatMap(([id, at]) => (at >= since ? [{ id, at }] : [])),
        records: records.slice(0, limit),
      }
    },
  }
}

/** The running run that holds this token. */
export function runOf(entry: Entry | undefined, token: string): RunRecord | undefined {
  const run = entry?.run
  return run?.status === 'running' && run.token === token ? run : undefined
}

export function isOrphaned(run: RunRecord, now: number): boolean {
  return run.status === 'running' && run.leaseUntil <= now
}
