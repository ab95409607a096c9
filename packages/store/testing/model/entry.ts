import { isDeepStrictEqual } from 'node:util'
import type { Conversation, Message, Owner } from '@threadkeep/shared'
import type { ChangeOptions } from '../../src/conversation-store.ts'
import { IdempotencyKeyReusedError, RevisionConflictError } from '../../src/errors.ts'

/** A conversation as the model keeps it. */
export interface Entry {
  conversation: Conversation
  messages: Message[]
  appends: Remembered<Message[]>
}

/** Results by idempotency key, with the payload that each was given for. */
export type Remembered<Result> = Map<string, { payload: unknown; result: Result }>

/** The result of the first call with this key, if there was one. */
export function findRemembered<Result>(
  known: Remembered<Result>,
  key: string | undefined,
  payload: unknown,
): Result | undefined {
  const remembered = key === undefined ? undefined : known.get(key)
  if (remembered === undefined) return undefined
  if (isDeepStrictEqual(remembered.payload, payload)) return remembered.result
  throw new IdempotencyKeyReusedError()
}

/** A change: its time is the one seen, if that is later than the last one. */
export function change(
  entry: Entry,
  fields: Partial<Conversation>,
  { seen, ttlSeconds }: { seen: Conversation | undefined; ttlSeconds: number },
): Conversation {
  const before = entry.conversation
  const at = later(seen?.updatedAt, before.updatedAt) ?? `(a time after ${before.updatedAt})`
  entry.conversation = {
    ...before,
    ...fields,
    revision: before.revision + 1,
    updatedAt: at,
    lastAccessedAt: at,
    expiresAt: endOf(at, ttlSeconds),
  }
  return entry.conversation
}

/** A read: it moves the time of access, never backwards. */
export function touch(entry: Entry, seen: Conversation | undefined): Conversation {
  const { lastAccessedAt } = entry.conversation
  entry.conversation = {
    ...entry.conversation,
    lastAccessedAt: later(seen?.lastAccessedAt, lastAccessedAt) ?? lastAccessedAt,
  }
  return entry.conversation
}

export function endOf(at: string, ttlSeconds: number): string {
  const end = Date.parse(at) + ttlSeconds * 1000
  return Number.isNaN(end) ? '(a time)' : new Date(end).toISOString()
}

function later(seen: string | undefined, than: string): string | undefined {
  return seen !== undefined && seen > than ? seen : undefined
}

/** A conversation as it is started. */
export function startedConversation(
  owner: Owner,
  id: string,
  fields: Pick<Conversation, 'title' | 'metadata' | 'externalId' | 'sdkConversationRef'>,
  { at, ttlSeconds }: { at: string; ttlSeconds: number },
): Conversation {
  return {
    id,
    ...owner,
    status: 'active',
    ...fields,
    messageCount: 0,
    lastMessagePreview: null,
    revision: 1,
    createdAt: at,
    updatedAt: at,
    lastAccessedAt: at,
    expiresAt: endOf(at, ttlSeconds),
  }
}

export function assertRevision(
  { revision }: Conversation,
  { expectedRevision }: ChangeOptions,
): void {
  if (expectedRevision !== undefined && expectedRevision !== revision) {
    throw new RevisionConflictError(revision)
  }
}

/** What a store keeps of a value is its JSON. */
export function throughJson<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value))
}

/** Adopts the id of a conversation or message, if it is a new one. */
export function createIdCheck(): (seen: string | undefined) => string {
  const given = new Set<string>()
  return (seen) => {
    if (seen === undefined || given.has(seen)) return '(a new id)'
    given.add(seen)
    return seen
  }
}
