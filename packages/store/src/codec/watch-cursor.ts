import { MAX_EVENT_ID_LENGTH } from '@threadkeep/shared'

/** What a watcher of a conversation has seen. */
export interface WatchCursor {
  revision: number
  /** The revision up to which removals were sent. */
  removals: number
  /** Messages, from the first on. */
  seen: number
  /**
   * The run that was sent last: when it started, its attempt, the number of its pieces sent, and 1
   * once its end was sent.
   */
  startedAt: number
  attempt: number
  pieces: number
  ended: number
}

const FIELDS = [
  'revision',
  'removals',
  'seen',
  'startedAt',
  'attempt',
  'pieces',
  'ended',
] as const satisfies (keyof WatchCursor)[]

/**
 * The cursor as the id of an event. It holds only numbers, so it reveals nothing and is useless in
 * another conversation.
 */
export function encodeWatchCursor(cursor: WatchCursor): string {
  return FIELDS.map((field) => cursor[field].toString(36)).join('.')
}

/** Undefined if it is not a cursor; the watch then begins with a `reset`. */
export function decodeWatchCursor(text: string): WatchCursor | undefined {
  const parts = text.length > MAX_EVENT_ID_LENGTH ? [] : text.split('.')
  if (parts.length !== FIELDS.length || !parts.every((part) => /^[0-9a-z]{1,11}$/.test(part))) {
    return undefined
  }
  const [revision = 0, removals = 0, seen = 0, startedAt = 0, attempt = 0, pieces = 0, ended = 0] =
    parts.map((part) => Number.parseInt(part, 36))
  const cursor = { revision, removals, seen, startedAt, attempt, pieces, ended }
  return Object.values(cursor).every(Number.isSafeInteger) ? cursor : undefined
}
