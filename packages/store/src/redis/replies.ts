import { type Status, StatusSchema } from '@threadkeep/shared'
import {
  ConversationFullError,
  ConversationNotActiveError,
  ConversationNotFoundError,
  DataLossError,
  IdempotencyKeyReusedError,
  RevisionConflictError,
  TooManyConversationsError,
} from '../errors.ts'
import type { ConversationRecord } from '../record.ts'

/** What a script said: a word, and what comes with it. */
export interface Reply {
  tag: string
  text(position: number): string
  number(position: number): number
}

/** A reply that no script of ours gives: a bug, or a server that is not Redis. */
export class UnexpectedReplyError extends Error {
  constructor(script: string, found: string) {
    super(`Script ${script} answered ${found}`)
    this.name = 'UnexpectedReplyError'
  }
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
  if (!Array.isArray(raw)) throw new UnexpectedReplyError(script, typeof raw)
  const parts: unknown[] = raw
  const text = (position: number) => {
    const part = parts[position]
    if (typeof part === 'string') return part
    if (typeof part === 'number') return String(part)
    throw new UnexpectedReplyError(script, `nothing at ${position}`)
  }
  const reply: Reply = { tag: text(0), text, number: (position) => Number(text(position)) }
  const refusal = REFUSALS[reply.tag]
  if (refusal !== undefined) throw refusal(reply)
  return reply
}

/** In the order of FIELDS in prelude.lua; in a list the id is behind them. */
type Values = [
  status: Status,
  title: string,
  metadata: string,
  externalId: string,
  sdkConversationRef: string,
  messageCount: string,
  lastMessagePreview: string,
  revision: string,
  createdAt: string,
  updatedAt: string,
  lastAccessedAt: string,
  expiresAt: string,
  id?: string,
]

const FIELD_COUNT = 12

export function decodeRecord(json: string, id: string): ConversationRecord {
  return toRecord(JSON.parse(json), id)
}

export function decodeRecords(json: string): ConversationRecord[] {
  const page: Values[] = JSON.parse(json)
  return page.map((values) => toRecord(values, values[FIELD_COUNT] ?? ''))
}

function toRecord(values: Values, id: string): ConversationRecord {
  // A field that Redis does not have arrives as false.
  if (values.some((value) => typeof value !== 'string')) throw new DataLossError()
  return {
    id,
    status: values[0],
    title: values[1],
    metadata: values[2],
    externalId: values[3],
    sdkConversationRef: values[4],
    messageCount: Number(values[5]),
    lastMessagePreview: values[6],
    revision: Number(values[7]),
    createdAt: Number(values[8]),
    updatedAt: Number(values[9]),
    lastAccessedAt: Number(values[10]),
    expiresAt: Number(values[11]),
  }
}
