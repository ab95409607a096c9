import type { SyncSlice } from '../backend.ts'
import type { WatchCursor } from '../codec/watch-cursor.ts'
import { untoldRemovals } from './watch-removals.ts'

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
  if (untoldRemovals(cursor, slice).some(({ type }) => type === 'truncated')) return false
  if (cursor.seen > record.messageCount || cursor.startedAt > (run?.startedAt ?? 0)) return true
  // The run that was told of has ended, and a later one as well: how is forgotten.
  return isRunning(cursor) && !isKnown(cursor.startedAt, run)
}

/** Whether the last that was told of a run is that it is going on. */
export function isRunning({ startedAt, ended }: WatchCursor): boolean {
  return startedAt > 0 && ended === 0
}

function isKnown(startedAt: number, run: SyncSlice['run']): boolean {
  const before = run?.before === undefined ? undefined : Date.parse(run.before.startedAt)
  return startedAt === run?.startedAt || startedAt === before
}

/** Of a run that is going on: its key was evicted. */
function arePiecesLost(cursor: WatchCursor, { run, firstPiece }: SyncSlice): boolean {
  const isSeen = run?.startedAt === cursor.startedAt && run.attempt === cursor.attempt
  return isSeen && run.status === 'running' && firstPiece < cursor.pieces
}
