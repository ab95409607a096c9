import type { RunRecord } from '../codec/run.ts'
import type { WatchCursor } from '../codec/watch-cursor.ts'

/** Whether the last that was told of a run is that it is going on. */
export function isRunning({ startedAt, ended }: WatchCursor): boolean {
  return startedAt > 0 && ended === 0
}

/** Whether the run of the cursor is the newest one, or the one before it. */
export function isKnownRun({ startedAt }: WatchCursor, run: RunRecord | null): boolean {
  const before = run?.before === undefined ? undefined : Date.parse(run.before.startedAt)
  return startedAt === run?.startedAt || startedAt === before
}
