import {
  type Content,
  type Conversation,
  contentSchemas,
  type Limits,
  type Message,
} from '@threadkeep/shared'
import {
  type AppendResult,
  isStoreError,
  type OwnerConversations,
  StoreUnavailableError,
} from '@threadkeep/store'
import type { Agent } from '../agents/agent.ts'

export interface SendInput {
  conversationId: string
  content: Content
  idempotencyKey?: string | undefined
  expectedRevision?: number | undefined
}

export type SendResult = {
  conversation: Conversation
  message: Message
  /** The agent's answer, or null when there is none. */
  reply: Message | null
  /** True when an earlier call with this key stored the message. */
  replayed: boolean
}

export type Send = (conversations: OwnerConversations, input: SendInput) => Promise<SendResult>

/** Replies are stored under keys that begin so; callers may not use such keys. */
export const REPLY_KEY_PREFIX = 'reply:'

/**
 * Stores the user's message, asks the agent, stores the reply. Repeated with the same key it takes
 * up where an earlier attempt ended: neither message nor reply is stored twice, and the agent is
 * not asked again once its reply is stored.
 */
export function createSend(agent: Agent, limits: Limits): Send {
  const replySchema = contentSchemas(limits).content

  return async (conversations, { conversationId, content, idempotencyKey, expectedRevision }) => {
    const sent = await conversations.append(conversationId, {
      messages: [{ role: 'user', content }],
      idempotencyKey,
      expectedRevision,
    })
    const { conversation, replayed } = sent
    const message = onlyMessage(sent)
    const answered = await answer().catch(withUnknownOutcome)
    return {
      conversation: answered?.conversation ?? conversation,
      message,
      reply: answered === null ? null : onlyMessage(answered),
      replayed,
    }

    async function answer(): Promise<AppendResult | null> {
      const key = REPLY_KEY_PREFIX + message.id
      const stored = replayed ? await conversations.getAppendResult(conversationId, key) : null
      if (stored !== null) return stored
      const reply = await agent.reply({ conversation, message })
      if (reply === null) return null
      return conversations
        .append(conversationId, {
          messages: [{ role: 'assistant', content: replySchema.parse(reply) }],
          idempotencyKey: key,
        })
        .catch((error: unknown) => {
          switch (isStoreError(error) ? error.reason : undefined) {
            // Another attempt at this send was quicker, and its agent answered differently.
            case 'IDEMPOTENCY_KEY_REUSED':
              return conversations.getAppendResult(conversationId, key)
            // Closed or filled while the agent was thinking: the message stays, unanswered.
            case 'CONVERSATION_NOT_ACTIVE':
            case 'CONVERSATION_FULL':
              return null
            default:
              throw error
          }
        })
    }
  }
}

/** `not_applied` would be said of the reply alone, while the caller asks about the message. */
function withUnknownOutcome(error: unknown): never {
  if (!(error instanceof StoreUnavailableError)) throw error
  throw new StoreUnavailableError('unknown', error.detail)
}

function onlyMessage({ messages: [message] }: AppendResult): Message {
  if (message === undefined) throw new Error('the store appended a message and returned none')
  return message
}
