import type { Conversation } from './conversation.ts'
import type { Message } from './message.ts'

export const RUN_STATUSES = ['running', 'completed', 'stopped', 'failed'] as const
export type RunStatus = (typeof RUN_STATUSES)[number]

/** Why a run failed: its agent did, or its server died and its agent cannot be asked again. */
export const RUN_FAILURES = ['AGENT_FAILED', 'INTERRUPTED'] as const
export type RunFailure = (typeof RUN_FAILURES)[number]

/** The work of an agent on one message of a user. */
export type Run = {
  /** The id of the user's message. */
  id: string
  status: RunStatus
  /** 1 at first; one more each time that the agent is asked again. */
  attempt: number
  /** ISO 8601 UTC with milliseconds, the store's clock. */
  startedAt: string
  endedAt: string | null
  reason?: RunFailure
}

/** An event of one conversation. */
export type ConversationEvent =
  | { type: 'message'; message: Message }
  | { type: 'conversation'; conversation: Conversation }
  /** Every message behind this seq is gone. */
  | { type: 'removed'; afterSeq: number }
  | { type: 'run'; run: Run }
  /** `offset`: in UTF-16 units, within all that was said in this attempt. */
  | { type: 'delta'; runId: string; attempt: number; offset: number; text: string }
  /** "Searching...": shown, never stored. */
  | { type: 'status'; runId: string; text: string }
  /** What was said in this run so far is void. */
  | { type: 'restarted'; runId: string; attempt: number }
  /** Something may have been missed: read again. */
  | { type: 'reset' }

/** An event of an owner's list of conversations. */
export type OwnerChange =
  | { type: 'changed'; conversation: Conversation }
  | { type: 'deleted'; conversationId: string }
  | { type: 'reset' }

/** An event with the id by which a watch is resumed behind it. */
export type Tracked<Event> = { id: string; event: Event }

/** Longest id of an event, in characters. */
export const MAX_EVENT_ID_LENGTH = 200
