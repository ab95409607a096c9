import type { Conversation, Message, Run } from '@threadkeep/shared'

export type SendResult = {
  conversation: Conversation
  message: Message
  /** What the agent has said. Empty while its run is going on, and where it said nothing. */
  replies: Message[]
  /** The run that works on the message; null where no agent does. */
  run: Run | null
  /** True when an earlier call with this key stored the message. */
  replayed: boolean
}
