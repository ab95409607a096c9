import { type AgentEvent, toReply } from '@threadkeep/agents'
import type { Limits, NewMessage } from '@threadkeep/shared'
import type { RunPiece } from '@threadkeep/store'

/** The messages that hold what was said, each within the limits. */
export function toMessages(said: readonly RunPiece[], limits: Limits): NewMessage[] {
  return toReply(said.flatMap(toEvent), limits).messages
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
