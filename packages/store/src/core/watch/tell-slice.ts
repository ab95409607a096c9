import type { ConversationEvent, Owner } from '@threadkeep/shared'
import type { SyncSlice } from '../../backend.ts'
import { toMessages } from '../../codec/messages.ts'
import { decodePiece } from '../../codec/pieces.ts'
import { toConversation } from '../../codec/record.ts'
import { type RunRecord, toRun } from '../../codec/run.ts'
import type { WatchCursor } from '../../codec/watch-cursor.ts'
import { isRunning } from './watch-removals.ts'

export interface Telling {
  owner: Owner
  /** Moved before an event is told, which takes it as its id. */
  at: WatchCursor
  tell(event: ConversationEvent): void
}

/** A run as it was before it ended. */
const RUNNING = { status: 'running', endedAt: 0, reason: undefined } as const

/**
 * Tells what was read behind the cursor, and moves it past that. What comes after the run's pieces is not
 * told before all of them.
 */
export function tellSlice(telling: Telling, slice: SyncSlice): void {
  const { owner, at, tell } = telling
  const { record, run } = slice
  const messages = toMessages(at.seen + 1, slice.messages)
  const upToRun = run === null ? messages : messages.filter(({ seq }) => seq <= run.seq)
  for (const message of upToRun) {
    if (message.seq === run?.seq) tellRunBefore(telling, run)
    at.seen = message.seq
    tell({ type: 'message', message })
  }
  // A run's message is sent before the run's events.
  const isRunReached = run !== null && run.seq <= at.seen
  if (isRunReached) tellRun(telling, slice, run)
  if (isRunReached && hasMorePieces(at, slice)) return
  for (const message of messages.slice(upToRun.length)) {
    at.seen = message.seq
    tell({ type: 'message', message })
  }
  if (at.seen < record.messageCount) return
  if (record.revision > at.revision) {
    at.revision = record.revision
    tell({ type: 'conversation', conversation: toConversation(owner, record) })
  }
  if (isRunReached && run.status !== 'running' && at.ended === 0) {
    at.ended = 1
    tell({ type: 'run', run: toRun(run) })
  }
}

/** One read takes no more than a page of what was said. */
export function hasMorePieces(
  { pieces, ended }: WatchCursor,
  { firstPiece, pieces: read, storedPieces }: SyncSlice,
): boolean {
  return ended === 0 && pieces === firstPiece + read.length && pieces < storedPieces
}

/** It was told of, and ended unnoticed. */
function tellRunBefore({ at, tell }: Telling, { before }: RunRecord): void {
  if (!isRunning(at) || at.startedAt !== Date.parse(before?.startedAt ?? '')) return
  at.ended = 1
  if (before !== undefined) tell({ type: 'run', run: before })
}

function tellRun(telling: Telling, { pieces, firstPiece }: SyncSlice, run: RunRecord): void {
  const { at, tell } = telling
  if (run.startedAt !== at.startedAt) tellRunBefore(telling, run)
  const isAgain = run.attempt !== at.attempt
  // A run that failed may begin again. Its end was told, or it was never told of.
  if (run.startedAt !== at.startedAt || (isAgain && at.ended === 1)) {
    Object.assign(at, { startedAt: run.startedAt, attempt: run.attempt, pieces: 0, ended: 0 })
    tell({ type: 'run', run: toRun({ ...run, ...RUNNING }) })
  } else if (isAgain) {
    Object.assign(at, { attempt: run.attempt, pieces: 0, ended: 0 })
    tell({ type: 'restarted', runId: run.id, attempt: run.attempt })
  }
  if (firstPiece !== at.pieces) return
  // Pieces outlive the run. A watch that begins after its end is told of the end alone.
  if (at.ended === 1) at.pieces += pieces.length
  else tellPieces(telling, pieces, run)
}

/** Consecutive texts are merged into one delta. */
function tellPieces(
  { at, tell }: Telling,
  entries: string[],
  { id: runId, attempt }: RunRecord,
): void {
  let said: { offset: number; text: string } | undefined
  const flush = () => {
    if (said !== undefined) tell({ type: 'delta', runId, attempt, ...said })
    said = undefined
  }
  for (const entry of entries) {
    const piece = decodePiece(entry)
    if (piece.type === 'text') {
      said = { offset: said?.offset ?? piece.offset, text: (said?.text ?? '') + piece.text }
    } else {
      flush()
    }
    at.pieces += 1
    if (piece.type === 'status') tell({ type: 'status', runId, text: piece.text })
  }
  flush()
}
