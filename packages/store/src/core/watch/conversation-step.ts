import type { ConversationEvent, Owner, Tracked } from '@threadkeep/shared'
import type { OwnerBackend, SyncSlice } from '../../backend.ts'
import { toMessages } from '../../codec/messages.ts'
import { toConversation } from '../../codec/record.ts'
import type { Removal } from '../../codec/removals.ts'
import { type RunRecord, toRun } from '../../codec/run.ts'
import { decodeWatchCursor, encodeWatchCursor, type WatchCursor } from '../../codec/watch-cursor.ts'
import { POLL_MS, RUN_POLL_MAX_MS, RUN_POLL_MIN_MS } from '../../rules/run-times.ts'
import { hasMorePieces, type Telling, tellSlice } from './tell-slice.ts'
import { isUnusable } from './unusable-cursor.ts'
import { settleRemoval, untoldRemovals } from './watch-removals.ts'

/**
 * What one read tells at a position. All watchers at the position share it, so nothing in it may be
 * changed.
 */
export interface WatchStep {
  readonly events: readonly Readonly<Tracked<ConversationEvent>>[]
  /** Where a watch is that was told the events. */
  readonly position: string
  /** For a notice, at most; 0 while there is more to read. */
  readonly waitMs: number
  /** The run needs another server. */
  readonly orphaned: boolean
}

/*
 * A position is a cursor as text, or one of these, which are no cursors. Both begin with the present
 * state; who is lost is first told that something may have been missed.
 */
const NEW = 'new'
const LOST = 'lost'

const NOTHING_SEEN: WatchCursor = {
  revision: 0,
  removals: 0,
  seen: 0,
  startedAt: 0,
  attempt: 0,
  pieces: 0,
  ended: 0,
}

export function positionBehind(lastEventId: string | undefined): string {
  if (lastEventId === undefined) return NEW
  return decodeWatchCursor(lastEventId) === undefined ? LOST : lastEventId
}

export async function readStep(
  { owner, backend }: { owner: Owner; backend: OwnerBackend },
  id: string,
  position: string,
): Promise<WatchStep> {
  const cursor = decodeWatchCursor(position)
  const { startedAt, attempt, pieces } = cursor ?? NOTHING_SEEN
  const slice = await backend.sync({ id, seen: cursor?.seen, run: { startedAt, attempt, pieces } })
  const { record, run, orphaned } = slice
  if (cursor !== undefined && isUnusable(cursor, slice)) {
    return { events: [], position: LOST, waitMs: 0, orphaned }
  }
  const events: Tracked<ConversationEvent>[] = []
  const at = cursor ?? atPresent(slice)
  const telling: Telling = {
    owner,
    at,
    tell: (event) => events.push({ id: encodeWatchCursor(at), event }),
  }
  if (cursor === undefined) tellPresent(telling, slice, position === LOST)
  const removals = untoldRemovals(at, slice)
  for (const removal of removals) {
    const event = await toEvent(removal, at)
    settleRemoval(at, removal, slice)
    if (event !== undefined) telling.tell(event)
  }
  // Without removals. Otherwise the page that was read does not begin right after the messages left.
  if (removals.length === 0) {
    at.removals = record.revision
    tellSlice(telling, slice)
  }
  const isAllRead =
    removals.length === 0 && at.seen === record.messageCount && !hasMorePieces(at, slice)
  return {
    events,
    position: encodeWatchCursor(at),
    waitMs: isAllRead ? pollMs(run) : 0,
    orphaned,
  }

  async function toEvent(
    { revision, type, seq }: Removal,
    { seen }: WatchCursor,
  ): Promise<ConversationEvent | undefined> {
    if (type === 'truncated') return seq < seen ? { type: 'removed', afterSeq: seq } : undefined
    if (seq > seen) return undefined
    const { messages, removals } = await backend.sync({ id, seen: seq - 1, run: NOTHING_SEEN })
    // A truncation since then covers the redaction, and another message may have the seq.
    if (!removals.entries.some((entry) => entry.revision === revision)) return undefined
    const [message] = toMessages(seq, messages)
    return message && { type: 'message', message }
  }
}

function atPresent({ record: { revision, messageCount } }: SyncSlice): WatchCursor {
  return { ...NOTHING_SEEN, revision, removals: revision, seen: messageCount }
}

function tellPresent({ owner, at, tell }: Telling, slice: SyncSlice, isLost: boolean): void {
  const { record, run } = slice
  if (isLost) tell({ type: 'reset' })
  tell({ type: 'conversation', conversation: toConversation(owner, record) })
  if (run === null || run.status === 'running') return
  Object.assign(at, { startedAt: run.startedAt, attempt: run.attempt, ended: 1 })
  tell({ type: 'run', run: toRun(run) })
}

/** At the end of the lease, for nobody says that a server is gone. Clocks of servers may differ. */
function pollMs(run: RunRecord | null): number {
  if (run?.status !== 'running') return POLL_MS
  const left = run.leaseUntil - Date.now()
  return Math.min(Math.max(left, RUN_POLL_MIN_MS), RUN_POLL_MAX_MS)
}
