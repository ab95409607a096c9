import { type AgentEvent, toReply } from '@threadkeep/agents'
import type { Limits, NewMessage } from '@threadkeep/shared'
import type { RunPiece } from '@threadkeep/store'

/** Why a run ended before its agent did. */
export type FinishReason = 'stopped' | 'interrupted' | 'error'

/**
 * The messages that hold what was said, each within the limits. Where the run was cut short, the
 * last message has the reason in its metadata.
 */
export function toMessages(
  said: readonly RunPiece[],
  limits: Limits,
  finishReason?: FinishReason,
): NewMessage[] {
  const { messages } = toReply(said.flatMap(toEvent), limits)
  const last = messages.at(-1)
  if (last !== undefined && finishReason !== undefined) {
    last.metadata = { ...last.metadata, finishReason }
  }
  return messages
}

function toEvent(piece: RunPiece): AgentEvent[] {
  switch (piece.type) {
    case 'text':
      return [{ type: 'text', delta: piece.text }]
    case 'message':
      return [{ type: 'message', ...piece.message }]
    case 'status':
      return []
  }
}
