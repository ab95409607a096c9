import { MAX_EVENT_ID_LENGTH } from '@threadkeep/shared'

/** How far a watcher of a conversation has come. */
export interface WatchCursor {
  revision: number
  /** The revision up to which removals were told. */
  removals: number
  /** Messages, from the first on. */
  seen: number
  /** The run that was told of last: when it started, its attempt, pieces told, and 1 once it ended. */
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

/** As the id of an event. Only numbers: it names nobody, and serves in no other conversation. */
export function encodeWatchCursor(cursor: WatchCursor): string {
  return FIELDS.map((field) => cursor[field].toString(36)).join('.')
}

/** Undefined where it is no cursor: the watch begins with a `reset`. */
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
