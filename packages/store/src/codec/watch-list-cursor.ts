import { MAX_EVENT_ID_LENGTH } from '@threadkeep/shared'
import { shortDigest } from './dedup.ts'

/** What a watcher of an owner's list has seen. */
export interface WatchListCursor {
  /** Everything that changed before this time was sent. In milliseconds since 1970. */
  at: number
  /**
   * Of the changes at this time and later, these were sent. Later than now are those that were made before
   * the store's clock was set back.
   */
  sent: string[]
  /** How many conversations were listed then. */
  conversations: number
}

/** A short key of a change or a deletion. */
export function keyOf(change: { id: string } & ({ revision: number } | { at: number })): string {
  const what = 'revision' in change ? change.revision : 'deleted'
  return shortDigest(`${change.id} ${what}`, 66)
}

const KEY = /^[\w-]{11}$/

/**
 * The cursor as the id of an event. It holds ten keys; if more changes fall into one millisecond, or into
 * the time by which the clock was set back, some are sent again.
 */
export function encodeWatchListCursor({ at, sent, conversations }: WatchListCursor): string {
  return [at.toString(36), conversations.toString(36), ...sent.slice(-10)].join('.')
}

/** Undefined if it is not a cursor; the watch then begins with a `reset`. */
export function decodeWatchListCursor(text: string): WatchListCursor | undefined {
  const [at = '', conversations = '', ...sent] =
    text.length > MAX_EVENT_ID_LENGTH ? [] : text.split('.')
  const isNumber = (part: string) => /^[0-9a-z]{1,11}$/.test(part)
  if (!isNumber(at) || !isNumber(conversations) || !sent.every((key) => KEY.test(key)))
    return undefined
  const cursor = {
    at: Number.parseInt(at, 36),
    conversations: Number.parseInt(conversations, 36),
    sent,
  }
  return Number.isSafeInteger(cursor.at) && Number.isSafeInteger(cursor.conversations)
    ? cursor
    : undefined
}
