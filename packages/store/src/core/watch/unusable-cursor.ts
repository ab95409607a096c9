import type { SyncSlice } from '../../backend.ts'
import type { WatchCursor } from '../../codec/watch-cursor.ts'
import { isKnownRun, isRunning, untoldRemovals } from './watch-removals.ts'

/**
 * The cursor is ahead of what is stored, because a failover lost changes or it is of another
 * conversation; or it is so old that removals since are forgotten.
 */
export function isUnusable(cursor: WatchCursor, slice: SyncSlice): boolean {
  const { record, run, removals } = slice
  if (cursor.revision > record.revision || cursor.removals > record.revision) return true
  if (cursor.removals < removals.forgotten) return true
  if (arePiecesLost(cursor, slice)) return true
  // Messages and runs that were seen may have been removed.
  const truncations = untoldRemovals(cursor, slice).filter(({ type }) => type === 'truncated')
  if (truncations.some(({ seq }) => seq < cursor.seen)) return false
  // The run that was told of has ended, and a later one as well: how is forgotten.
  if (isRunning(cursor) && !isKnownRun(cursor, run)) return true
  if (truncations.length > 0) return false
  return cursor.seen > record.messageCount || cursor.startedAt > (run?.startedAt ?? 0)
}

/** Of a run that is going on: its key was evicted. */
function arePiecesLost(cursor: WatchCursor, { run, firstPiece }: SyncSlice): boolean {
  const isSeen = run?.startedAt === cursor.startedAt && run.attempt === cursor.attempt
  return isSeen && run.status === 'running' && firstPiece < cursor.pieces
}
