import type { SyncSlice } from '../../backend.ts'
import type { Removal } from '../../codec/removals.ts'
import type { RunRecord } from '../../codec/run.ts'
import type { WatchCursor } from '../../codec/watch-cursor.ts'

export function untoldRemovals(cursor: WatchCursor, { removals }: SyncSlice): Removal[] {
  return removals.entries.filter(({ revision }) => revision > cursor.removals)
}

/**
 * Moves the cursor past a removal: removed messages count as not seen, because their seqs are used
 * again.
 */
export function settleRemoval(
  cursor: WatchCursor,
  { revision, type, seq }: Removal,
  { run }: SyncSlice,
): void {
  cursor.removals = revision
  if (type === 'redacted') return
  cursor.seen = Math.min(cursor.seen, seq)
  // The run was removed with its message.
  if (!isKnownRun(cursor, run)) {
    Object.assign(cursor, { startedAt: 0, attempt: 0, pieces: 0, ended: 0 })
  }
}

/** Whether the last that was told of a run is that it is going on. */
export function isRunning({ startedAt, ended }: WatchCursor): boolean {
  return startedAt > 0 && ended === 0
}

/** Whether the run of the cursor is the newest one, or the one before it. */
export function isKnownRun({ startedAt }: WatchCursor, run: RunRecord | null): boolean {
  const before = run?.before === undefined ? undefined : Date.parse(run.before.startedAt)
  return startedAt === run?.startedAt || startedAt === before
}
