import type { SyncSlice } from '../backend.ts'
import type { Removal } from '../codec/removals.ts'
import type { WatchCursor } from '../codec/watch-cursor.ts'

export function untoldRemovals(cursor: WatchCursor, { removals }: SyncSlice): Removal[] {
  return removals.entries.filter(({ revision }) => revision > cursor.removals)
}

/** Moves the cursor behind a removal: what went is not seen any more, and its seqs come again. */
export function settleRemoval(
  cursor: WatchCursor,
  { revision, type, seq }: Removal,
  { run }: SyncSlice,
): void {
  cursor.removals = revision
  if (type === 'redacted') return
  cursor.seen = Math.min(cursor.seen, seq)
  // The run went with its message, or another one took its place.
  if (run?.startedAt !== cursor.startedAt) {
    Object.assign(cursor, { startedAt: 0, attempt: 0, pieces: 0, ended: 0 })
  }
}
