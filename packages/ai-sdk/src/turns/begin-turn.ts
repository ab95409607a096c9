import type { ThreadkeepClient } from '@threadkeep/client'
import type { UIMessage } from 'ai'
import { type ConversationMemory, remember, seqOf } from '../conversation/client-memory.ts'
import { readAfter } from '../conversation/read-messages.ts'
import type { Turn } from '../conversation/turn.ts'
import { toContent } from '../messages/content.ts'
import type { Message, UserContent } from '../messages/types.ts'

/** What `useChat` asks for. */
export interface TurnRequest {
  trigger: 'submit-message' | 'regenerate-message'
  /** Of the message that is edited, or whose reply is wanted anew. Undefined for the last one. */
  messageId: string | undefined
  messages: UIMessage[]
}

/** Begins a turn. Repeated, it begins nothing and returns the turn as it is now. */
export type BeginTurn = () => Promise<Turn>

export interface TurnContext {
  client: ThreadkeepClient
  conversationId: string
  memory: ConversationMemory
}

const NOT_SAYABLE = 'Only what a user says can be replied to.'
const CHANGED = 'The conversation was changed elsewhere. Load it again.'

/**
 * Which call the request means. A message of which it is not known whether it was stored is sent under
 * its own key, so that it is stored once, whatever has become of earlier attempts.
 */
export async function toTurn(context: TurnContext, request: TurnRequest): Promise<BeginTurn> {
  const { trigger, messageId, messages } = request
  const message = messages.at(-1)
  if (message?.role !== 'user') {
    throw new Error('Only a message of the user can be replied to: agents call tools themselves.')
  }
  const isNew = trigger === 'submit-message' && messageId === undefined
  const seq = isNew ? undefined : seqOf(context.memory, context.conversationId, message.id)
  if (seq === undefined) return send(context, message)
  const [stored, ...later] = await readAfter(context.client, context.conversationId, seq - 1)
  if (stored?.role !== 'user' || !isAsKnown(context.memory, stored)) throw new Error(CHANGED)
  if (trigger === 'submit-message') return edit(context, stored, toUserContent(message))
  if (!later.some(({ role }) => role === 'user')) return regenerate(context)
  // What is shown ends with this message, and what is stored does not.
  if (messageId === undefined) throw new Error(CHANGED)
  const { content } = stored
  if (content.type === 'redacted' || content.type === 'card') throw new Error(NOT_SAYABLE)
  return edit(context, stored, content)
}

function send({ client, conversationId, memory }: TurnContext, message: UIMessage): BeginTurn {
  const content = toUserContent(message)
  const idempotencyKey = `ai-sdk:${message.id}`
  return async () => {
    const input = { conversationId, content, idempotencyKey, wait: false }
    const turn = await client.conversation.send.mutate(input)
    memory.seqs.set(message.id, turn.message.seq)
    remember(memory, [turn.message])
    return turn
  }
}

function edit(
  { client, conversationId, memory }: TurnContext,
  { id, seq }: Message,
  content: UserContent,
): BeginTurn {
  // The message that takes its place has another id: it can be edited in its turn.
  const idempotencyKey = `ai-sdk:edit:${id}`
  return async () => {
    const input = { conversationId, seq, content, idempotencyKey, wait: false }
    const turn = await client.conversation.edit.mutate(input)
    remember(memory, [turn.message])
    return turn
  }
}

function regenerate({ client, conversationId }: TurnContext): BeginTurn {
  const idempotencyKey = `ai-sdk:regenerate:${Date.now()}:${Math.random()}`
  return () =>
    client.conversation.regenerate.mutate({ conversationId, idempotencyKey, wait: false })
}

function isAsKnown({ storedIds }: ConversationMemory, { seq, id }: Message): boolean {
  return (storedIds.get(seq) ?? id) === id
}

function toUserContent(message: UIMessage): UserContent {
  const content = toContent(message)
  if (content.type === 'card') throw new Error(NOT_SAYABLE)
  return content
}
