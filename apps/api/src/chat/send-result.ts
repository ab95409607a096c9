import type { Conversation, Message, Run } from '@threadkeep/shared'

export type SendResult = {
  conversation: Conversation
  message: Message
  /** The agent's messages. Empty while its run is running, and if it said nothing. */
  replies: Message[]
  /** The run that works on the message; null without an agent. */
  run: Run | null
  /** True when an earlier call with this key stored the message. */
  replayed: boolean
}
