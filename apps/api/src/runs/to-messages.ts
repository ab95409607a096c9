import { type AgentEvent, toReply } from '@threadkeep/agents'
import type { Limits, NewMessage } from '@threadkeep/shared'
import type { RunPiece } from '@threadkeep/store'

/** Why a run ended before its agent did. */
export type FinishReason = 'stopped' | 'interrupted' | 'error'

/**
 * The messages of the pieces, each within the limits. The last one carries the metadata, with the
 * reason if the run was cut short.
 */
export function toMessages(
  said: readonly RunPiece[],
  limits: Limits,
  metadata: { finishReason?: FinishReason } = {},
): NewMessage[] {
  return toReply([...said.flatMap(toEvent), { type: 'metadata', metadata }], limits).messages
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
