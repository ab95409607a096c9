import type { OwnerChange, Tracked } from '@threadkeep/shared'
import type { ChangesSlice } from '../../backend.ts'
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
    let isNew = false
    while (!signal.aborted) {
      if (cursor === undefined) {
        cursor = await begin()
        isNew = true
        yield { id: encodeWatchListCursor(cursor), event: { type: 'reset' } }
      }
      const slice: ChangesSlice = await context.backend.changesSince(cursor.at, MAX_CHANGES)
      if (signal.aborted) return
      if (isGap(slice, cursor)) {
        // What keeps a new cursor from being used lasts: without a pause the reader gets resets without end.
        if (isNew) await wait(POLL_MS)
        cursor = undefined
        continue
      }
      isNew = false
      for (const { event, after } of toSteps(slice, cursor)) {
        cursor = after
        yield { id: encodeWatchListCursor(after), event }
        if (signal.aborted) return
      }
      await wait(POLL_MS)
    }
  } finally {
    signal.removeEventListener('abort', wake)
    unsubscribe()
  }

  /** The cursor of a new watch: everything that is there now counts as sent. */
  async function begin(): Promise<WatchListCursor> {
    const { now } = await context.backend.changesSince(Number.MAX_SAFE_INTEGER, 1)
    const slice = await context.backend.changesSince(now, MAX_CHANGES)
    const { records, deleted, conversations } = slice
    const newest = Math.max(now, ...records.map(({ updatedAt }) => updatedAt))
    // After the clock was set back, changes come before the newest.
    const at = Math.min(newest, slice.now)
    const sent = [
      ...records.filter(({ updatedAt }) => updatedAt >= at),
      ...deleted.filter((each) => each.at >= at),
    ]
    return { at, sent: sent.map(keyOf), conversations }
  }

  /** New events, oldest first, each with the cursor after it. */
  function toSteps(slice: ChangesSlice, cursor: WatchListCursor) {
    const { deleted, records, conversations, now } = slice
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
        grows: isCreatedSince(slice, cursor, record) ? 1 : 0,
        event: { type: 'changed' as const, conversation: toConversation(owner, record) },
      })),
    ]
    all.sort((a, b) => a.at - b.at)
    const known = new Set(cursor.sent)
    const steps = all.filter(({ key }) => !known.has(key))
    let count = conversations - steps.reduce((sum, { grows }) => sum + grows, 0)
    let { at } = cursor
    return steps.map((step) => {
      count += step.grows
      known.add(step.key)
      at = Math.max(at, Math.min(step.at, now))
      const sent = all.filter((each) => each.at >= at && known.has(each.key))
      const after = { at, sent: sent.map(({ key }) => key), conversations: count }
      return { event: step.event, after }
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

/** A time of creation that is still to come is of before the clock was set back. */
function isCreatedSince(
  { now }: ChangesSlice,
  { at }: WatchListCursor,
  { createdAt }: { createdAt: number },
): boolean {
  return createdAt > at && createdAt <= now
}

function isGap(slice: ChangesSlice, cursor: WatchListCursor): boolean {
  const { at, sent, conversations } = cursor
  const { now, deleted, records } = slice
  if (now < at - CLOCK_STEP_MS || now - at > slice.deletionsKeptMs) return true
  if (records.length === MAX_CHANGES) return true
  const created = records.filter((record) => isCreatedSince(slice, cursor, record)).length
  const gone = deleted.filter((each) => !sent.includes(keyOf(each))).length
  return slice.conversations < conversations + created - gone
}
