import type { ConversationRecord } from '../codec/record.ts'

/** It changes faster than it can be read. */
export class ConversationBusyError extends Error {
  constructor() {
    super('The conversation keeps changing while it is read.')
    this.name = 'ConversationBusyError'
  }
}

/** One conversation of an owner, as it lies in Redis. */
export interface ConversationSummary {
  id: string
  /** Undefined where it cannot be read. */
  record: ConversationRecord | undefined
  /** Expired conversations stay a little longer in Redis than they can be read. */
  isExpired: boolean
  messages: number
  /** Of memory; undefined where the Redis user may not ask for it. */
  bytes: number | undefined
}

/** A conversation as it is stored, to be kept elsewhere. */
export interface ConversationSnapshot {
  id: string
  /** See lib/conversation.lua. */
  record: string
  /** The hash's other fields and their values, in turn: which appends are remembered, and the newest run. */
  fields: string[]
  /** As lib/appends.lua describes them. */
  messages: string[]
  /** The external id that leads to it, or ''. */
  externalId: string
}
