import type { OwnerChange, Tracked } from '@threadkeep/shared'
import type { ChangesSlice, OwnerBackend } from '../../backend.ts'
import { toConversation } from '../../codec/record.ts'
import {
  decodeWatchListCursor,
  encodeWatchListCursor,
  keyOf,
  type WatchListCursor,
} from '../../codec/watch-list-cursor.ts'
import type { WatchOptions } from '../../conversation-runs.ts'
import { POLL_MS } from '../../rules/run-times.ts'
import type { OwnerContext } from '../owner-context.ts'
import { createWake } from './wake.ts'

/** With more changes than this, reading the list again is cheaper. */
const MAX_CHANGES = 200
/** The assumed maximum difference of two servers' clocks. */
const CLOCK_STEP_MS = 5000

/**
 * Changes are read from the list's index: everything newer than the cursor, oldest first. Ids of
 * deleted conversations are kept for an hour; a watcher that was away longer gets a `reset`. So
 * does one whose list shrank by more conversations than were deleted: they expired or were erased.
 */
export async function* watchOwner(
  context: OwnerContext,
  backend: OwnerBackend,
  { lastEventId, signal }: WatchOptions,
): AsyncIterable<Tracked<OwnerChange>> {
  const { owner } = context
  const { wake, wait } = createWake()
  const unsubscribe = context.subscribe((notice) => {
    if (notice.type !== 'said' && notice.type !== 'stop') wake()
  })
  signal.addEventListener('abort', wake)
  try {
    let cursor = lastEventId === undefined ? undefined : decodeWatchListCursor(lastEventId)
    while (!signal.aborted) {
      if (cursor === undefined) {
        cursor = await begin()
        yield { id: encodeWatchListCursor(cursor), event: { type: 'reset' } }
      }
      const slice: ChangesSlice = await backend.changesSince(cursor.at, MAX_CHANGES)
      if (signal.aborted) return
      if (isGap(slice, cursor)) {
        cursor = undefined
        continue
      }
      for (const { event, after } of toSteps(slice, cursor)) {
        cursor = after
        yield { id: encodeWatchListCursor(after), event }
      }
      await wait(POLL_MS)
    }
  } finally {
    signal.removeEventListener('abort', wake)
    unsubscribe()
  }

  /** The cursor of a new watch: everything that is there now counts as sent. */
  async function begin(): Promise<WatchListCursor> {
    const { now } = await backend.changesSince(Number.MAX_SAFE_INTEGER, 1)
    const { records, deleted, conversations } = await backend.changesSince(now, MAX_CHANGES)
    const at = Math.max(now, ...records.map(({ updatedAt }) => updatedAt))
    const sent = [
      ...records.filter(({ updatedAt }) => updatedAt === at),
      ...deleted.filter((each) => each.at === at),
    ]
    return { at, sent: sent.map(keyOf), conversations }
  }

  /** New events, oldest first, each with the cursor after it. */
  function toSteps({ deleted, records, conversations }: ChangesSlice, cursor: WatchListCursor) {
    const all: Step[] = [
      ...deleted.map((each) => ({
        at: each.at,
        key: keyOf(each),
        grows: -1,
        event: { type: 'deleted' as const, conversationId: each.id },
      })),
      ...records.map((record) => ({
        at: record.updatedAt,
        key: keyOf(record),
        grows: record.createdAt > cursor.at ? 1 : 0,
        event: { type: 'changed' as const, conversation: toConversation(owner, record) },
      })),
    ]
    const steps = all.filter((step) => step.at > cursor.at || !cursor.sent.includes(step.key))
    steps.sort((a, b) => a.at - b.at)
    let count = conversations - steps.reduce((sum, { grows }) => sum + grows, 0)
    let { at, sent } = cursor
    return steps.map((step) => {
      count += step.grows
      sent = step.at > at ? [step.key] : [...sent, step.key]
      at = Math.max(at, step.at)
      return { event: step.event, after: { at, sent, conversations: count } }
    })
  }
}

interface Step {
  at: number
  key: string
  /** The change of the list's length. */
  grows: number
  event: OwnerChange
}

function isGap(slice: ChangesSlice, { at, sent, conversations }: WatchListCursor): boolean {
  const { now, deleted, records } = slice
  if (now < at - CLOCK_STEP_MS || now - at > slice.deletionsKeptMs) return true
  if (records.length === MAX_CHANGES) return true
  const created = records.filter(({ createdAt }) => createdAt > at).length
  const gone = deleted.filter((each) => !sent.includes(keyOf(each))).length
  return slice.conversations < conversations + created - gone
}
