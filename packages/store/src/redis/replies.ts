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

/** A record, as lua/lib/conversation.lua writes it. */
type Values = [
  fresh: number,
  status: Status,
  messageCount: number,
  revision: number,
  updatedAt: number,
  lastAccessedAt: number,
  appends: number,
  ttl: number,
  preview: string,
  createdAt: number,
  title: string,
  metadata: string,
  externalId: string,
  sdkConversationRef: string,
  /** In lists. */
  id?: string,
]

export function decodeRecord(id: string, record: string): ConversationRecord {
  return toRecord(JSON.parse(`[${record}]`), id)
}

export function decodeRecords(json: string): ConversationRecord[] {
  const page: Values[] = JSON.parse(json)
  return page.map((values) => toRecord(values, values[14] ?? ''))
}

function toRecord(values: Values, id: string): ConversationRecord {
  return {
    id,
    status: values[1],
    title: values[10],
    metadata: values[11],
    externalId: values[12],
    sdkConversationRef: values[13],
    messageCount: values[2],
    lastMessagePreview: values[8],
    revision: values[3],
    createdAt: values[9],
    updatedAt: values[4],
    lastAccessedAt: values[5],
    expiresAt: values[4] + values[7],
  }
}
