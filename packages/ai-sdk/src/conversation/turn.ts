import type { ConversationState } from '@threadkeep/client'
import type { Message, Run } from '../messages/types.ts'

/** A message of the user, and the run that replies to it. */
export interface Turn {
  message: Message
  /** Null where no agent replies, or the run is not known any more. */
  run: Run | null
  /** The reply, where it is stored already. */
  replies: readonly Message[]
}

export interface TurnEnd {
  run: Run | null
  replies: readonly Message[]
}

/** Undefined while the reply is being written. */
export function endOf(
  { message, run, replies }: Turn,
  state: ConversationState,
): TurnEnd | undefined {
  if (run?.status !== 'running') return { run, replies }
  const { run: newest, messages } = state
  if (newest?.id !== run.id || newest.status === 'running') return undefined
  // Regenerating begins another run on the same message, which starts later.
  if (newest.startedAt < run.startedAt) return undefined
  return { run: newest, replies: repliesTo(message, messages) }
}

/** Up to the user's next message. */
export function repliesTo(message: Message, messages: readonly Message[]): readonly Message[] {
  const later = messages.filter(({ seq }) => seq > message.seq)
  const end = later.findIndex(({ role }) => role === 'user')
  return end === -1 ? later : later.slice(0, end)
}
