import { MAX_EVENT_ID_LENGTH } from '@threadkeep/shared'
import { shortDigest } from './dedup.ts'

/** How far a watcher of an owner's list has come. */
export interface ListCursor {
  /** Everything that changed before this time, in milliseconds since 1970. */
  at: number
  /** And of what changed in this very millisecond, these. */
  told: string[]
  /** How many conversations were listed then. */
  conversations: number
}

/** A change or a deletion, in a few characters. */
export function keyOf(change: { id: string } & ({ revision: number } | { at: number })): string {
  const what = 'revision' in change ? change.revision : 'deleted'
  return shortDigest(`${change.id} ${what}`, 66)
}

const KEY = /^[\w-]{11}$/

/** As the id of an event. It holds ten keys: of more changes in one millisecond some are sent again. */
export function encodeListCursor({ at, told, conversations }: ListCursor): string {
  return [at.toString(36), conversations.toString(36), ...told.slice(-10)].join('.')
}

/** Undefined where it is no cursor: the watch begins with a `reset`. */
export function decodeListCursor(text: string): ListCursor | undefined {
  const [at = '', conversations = '', ...told] =
    text.length > MAX_EVENT_ID_LENGTH ? [] : text.split('.')
  const isNumber = (part: string) => /^[0-9a-z]{1,11}$/.test(part)
  if (!isNumber(at) || !isNumber(conversations) || !told.every((key) => KEY.test(key)))
    return undefined
  const cursor = {
    at: Number.parseInt(at, 36),
    conversations: Number.parseInt(conversations, 36),
    told,
  }
  return Number.isSafeInteger(cursor.at) && Number.isSafeInteger(cursor.conversations)
    ? cursor
    : undefined
}
