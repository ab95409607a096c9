import type { Content, Conversation, Message } from '@threadkeep/shared'

/** A user's message, stored, and the conversation as it was with it. */
export interface Turn {
  conversation: Conversation
  message: Message
}

/**
 * Who answers. Asked again for the same turn when an earlier attempt failed before its reply was
 * stored, so asking must be safe to repeat. Null means no answer.
 */
export interface Agent {
  reply(turn: Turn): Promise<Content | null>
}
