import type { SyncSlice } from '../backend.ts'
import type { Removal } from '../codec/removals.ts'
import type { WatchCursor } from '../codec/watch-cursor.ts'
import { isKnownRun } from './cursor-run.ts'

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
