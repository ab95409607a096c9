import { type Status, StatusSchema } from '@threadkeep/shared'
import {
  ConversationFullError,
  ConversationNotActiveError,
  ConversationNotFoundError,
  DataLossError,
  IdempotencyKeyReusedError,
  RevisionConflictError,
  StoreInternalError,
  TooManyConversationsError,
} from '../errors.ts'
import type { ConversationRecord } from '../record.ts'

/** What a script said: a word, and what comes with it. */
export interface Reply {
  tag: string
  text(position: number): string
  number(position: number): number
}

/** Words by which scripts refuse, and the error that each one is. */
export const REFUSALS: Record<string, (reply: Reply) => Error> = {
  not_found: () => new ConversationNotFoundError(),
  data_loss: () => new DataLossError(),
  key_reused: () => new IdempotencyKeyReusedError(),
  revision_conflict: (reply) => new RevisionConflictError(reply.number(1)),
  not_active: (reply) => new ConversationNotActiveError(StatusSchema.parse(reply.text(1))),
  full: () => new ConversationFullError(),
  too_many: () => new TooManyConversationsError(),
}

/** The one place where a script's raw answer becomes a reply, or an error of the store. */
export function decodeReply(script: string, raw: unknown): Reply {
  if (!Array.isArray(raw)) throw new StoreInternalError(`script ${script} answered ${typeof raw}`)
  const parts: unknown[] = raw
  const text = (position: number) => {
    const part = parts[position]
    if (typeof part === 'string') return part
    if (typeof part === 'number') return String(part)
    throw new StoreInternalError(`script ${script} answered nothing at ${position}`)
  }
  const reply: Reply = { tag: text(0), text, number: (position) => Number(text(position)) }
  const refusal = REFUSALS[reply.tag]
  if (refusal !== undefined) throw refusal(reply)
  return reply
}

/** In the order of FIELDS in prelude.lua; false where Redis has no such field. */
type Values = [
  status: Status,
  title: string | false,
  metadata: string | false,
  externalId: string | false,
  sdkConversationRef: string | false,
  messageCount: string,
  lastMessagePreview: string | false,
  revision: string,
  createdAt: string,
  updatedAt: string,
  lastAccessedAt: string,
  expiresAt: string,
  /** In lists. */
  id?: string,
]

/** Without these there is no telling what a conversation was: count, revision and the times. */
const ESSENTIAL = [5, 7, 8, 9, 10, 11] as const

export function decodeRecord(json: string, id: string): ConversationRecord {
  return toRecord(JSON.parse(json), id)
}

export function decodeRecords(json: string): ConversationRecord[] {
  const page: Values[] = JSON.parse(json)
  return page.map((values) => toRecord(values, values[12] ?? ''))
}

/** A field that another release does not know is empty: one such must not end a whole list. */
function toRecord(values: Values, id: string): ConversationRecord {
  if (ESSENTIAL.some((position) => !/^\d+$/.test(values[position]))) throw new DataLossError()
  return {
    id,
    status: values[0],
    title: values[1] || '',
    metadata: values[2] || '{}',
    externalId: values[3] || '',
    sdkConversationRef: values[4] || '',
    messageCount: Number(values[5]),
    lastMessagePreview: values[6] || '',
    revision: Number(values[7]),
    createdAt: Number(values[8]),
    updatedAt: Number(values[9]),
    lastAccessedAt: Number(values[10]),
    expiresAt: Number(values[11]),
  }
}
