import type { ConversationEvent, Tracked } from '@threadkeep/shared'
import type { OwnerBackend, SyncSlice } from '../backend.ts'
import { toMessages } from '../codec/messages.ts'
import { decodePiece } from '../codec/pieces.ts'
import { toConversation } from '../codec/record.ts'
import type { Removal } from '../codec/removals.ts'
import { type RunRecord, toRun } from '../codec/run.ts'
import { decodeWatchCursor, encodeWatchCursor, type WatchCursor } from '../codec/watch-cursor.ts'
import type { WatchOptions } from '../conversation-runs.ts'
import { POLL_MS, RUN_POLL_MAX_MS, RUN_POLL_MIN_MS } from '../rules/run-times.ts'
import type { OwnerContext } from './owner-context.ts'
import { isUnusable } from './unusable-cursor.ts'
import { createWake } from './wake.ts'
import { isRunning, settleRemoval, untoldRemovals } from './watch-removals.ts'

/** A watch that has seen nothing yet. */
const NOTHING_SEEN: WatchCursor = {
  revision: 0,
  removals: 0,
  seen: 0,
  startedAt: 0,
  attempt: 0,
  pieces: 0,
  ended: 0,
}

/** A run as it was before it ended. */
const RUNNING = { status: 'running', endedAt: 0, reason: undefined } as const

/**
 * Events are read from what is stored, never taken from notices: a notice only says that it is time
 * to read. So a lost notice costs a delay, and a watcher that returns reads on after its cursor.
 */
export async function* watchConversation(
  context: OwnerContext,
  backend: OwnerBackend,
  id: string,
  { lastEventId, signal }: WatchOptions,
): AsyncIterable<Tracked<ConversationEvent>> {
  const { owner, onOrphan } = context
  const { wake, wait } = createWake()
  const group = `${context.ownerKey} ${id}`
  const unsubscribe = context.subscribe((notice) => {
    if ('id' in notice && notice.id !== id) return
    context.syncs.expire(group)
    wake()
  })
  try {
    let cursor = lastEventId === undefined ? undefined : decodeWatchCursor(lastEventId)
    const track = (event: ConversationEvent) => ({
      id: encodeWatchCursor(cursor ?? NOTHING_SEEN),
      event,
    })
    let isLost = lastEventId !== undefined && cursor === undefined

    while (!signal.aborted) {
      const slice = await read(cursor)
      if (signal.aborted) return
      const { record } = slice
      if (cursor !== undefined && isUnusable(cursor, slice)) {
        isLost = true
        cursor = undefined
        continue
      }
      if (slice.orphaned) onOrphan(id)
      if (cursor === undefined) {
        const { revision, messageCount } = record
        cursor = { ...NOTHING_SEEN, revision, removals: revision, seen: messageCount }
        if (isLost) yield track({ type: 'reset' })
        isLost = false
        yield track({ type: 'conversation', conversation: toConversation(owner, record) })
        if (slice.run !== null && slice.run.status !== 'running') {
          const { startedAt, attempt } = slice.run
          Object.assign(cursor, { startedAt, attempt, ended: 1 })
          yield track({ type: 'run', run: toRun(slice.run) })
        }
      }
      const removals = untoldRemovals(cursor, slice)
      for (const removal of removals) {
        const event = await toEvent(removal, cursor)
        settleRemoval(cursor, removal, slice)
        if (event !== undefined) yield track(event)
      }
      // The page that was read does not begin right after the messages that are left.
      if (removals.length > 0) continue
      cursor.removals = record.revision
      yield* tell(cursor, slice)
      if (cursor.seen === record.messageCount) await wait(pollMs(slice), signal)
    }

    function* tell(at: WatchCursor, slice: SyncSlice): Iterable<Tracked<ConversationEvent>> {
      const { record, run } = slice
      const messages = toMessages(at.seen + 1, slice.messages)
      const upToRun = run === null ? messages : messages.filter(({ seq }) => seq <= run.seq)
      for (const message of upToRun) {
        if (message.seq === run?.seq) yield* tellRunBefore(at, run)
        at.seen = message.seq
        yield track({ type: 'message', message })
      }
      // A run's message is sent before the run's events.
      const isRunReached = run !== null && run.seq <= at.seen
      if (isRunReached) yield* tellRun(at, slice, run)
      for (const message of messages.slice(upToRun.length)) {
        at.seen = message.seq
        yield track({ type: 'message', message })
      }
      if (at.seen < record.messageCount) return
      if (record.revision > at.revision) {
        at.revision = record.revision
        yield track({ type: 'conversation', conversation: toConversation(owner, record) })
      }
      if (isRunReached && run.status !== 'running' && at.ended === 0) {
        at.ended = 1
        yield track({ type: 'run', run: toRun(run) })
      }
    }

    /** It was told of, and ended unnoticed. */
    function* tellRunBefore(at: WatchCursor, { before }: RunRecord) {
      if (!isRunning(at) || at.startedAt !== Date.parse(before?.startedAt ?? '')) return
      at.ended = 1
      if (before !== undefined) yield track({ type: 'run', run: before })
    }

    function* tellRun(
      at: WatchCursor,
      { pieces, firstPiece }: SyncSlice,
      run: RunRecord,
    ): Iterable<Tracked<ConversationEvent>> {
      if (run.startedAt !== at.startedAt) yield* tellRunBefore(at, run)
      const isAgain = run.attempt !== at.attempt
      // A run that failed may begin again. Its end was told, or it was never told of.
      if (run.startedAt !== at.startedAt || (isAgain && at.ended === 1)) {
        Object.assign(at, { startedAt: run.startedAt, attempt: run.attempt, pieces: 0, ended: 0 })
        yield track({ type: 'run', run: toRun({ ...run, ...RUNNING }) })
      } else if (isAgain) {
        Object.assign(at, { attempt: run.attempt, pieces: 0, ended: 0 })
        yield track({ type: 'restarted', runId: run.id, attempt: run.attempt })
      }
      if (firstPiece !== at.pieces) return
      // Pieces outlive the run. A watch that begins after its end is told of the end alone.
      if (at.ended === 1) at.pieces += pieces.length
      else yield* tellPieces(at, pieces, run)
    }

    /** Consecutive texts are merged into one delta. */
    function* tellPieces(
      at: WatchCursor,
      entries: string[],
      { id: runId, attempt }: RunRecord,
    ): Iterable<Tracked<ConversationEvent>> {
      let said: { offset: number; text: string } | undefined
      const flush = () => {
        const event = said && track({ type: 'delta', runId, attempt, ...said })
        said = undefined
        return event ? [event] : []
      }
      for (const entry of entries) {
        const piece = decodePiece(entry)
        if (piece.type === 'text') {
          said = { offset: said?.offset ?? piece.offset, text: (said?.text ?? '') + piece.text }
        } else {
          yield* flush()
        }
        at.pieces += 1
        if (piece.type === 'status') yield track({ type: 'status', runId, text: piece.text })
      }
      yield* flush()
    }
  } finally {
    unsubscribe()
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

  function read(cursor: WatchCursor | undefined): Promise<SyncSlice> {
    const { startedAt, attempt, pieces } = cursor ?? NOTHING_SEEN
    return context.syncs.share(group, cursor ? encodeWatchCursor(cursor) : '', () =>
      backend.sync({ id, seen: cursor?.seen, run: { startedAt, attempt, pieces } }),
    )
  }
}

/** At the end of the lease, for nobody says that a server is gone. Clocks of servers may differ. */
function pollMs({ run }: SyncSlice): number {
  if (run?.status !== 'running') return POLL_MS
  const left = run.leaseUntil - Date.now()
  return Math.min(Math.max(left, RUN_POLL_MIN_MS), RUN_POLL_MAX_MS)
}
