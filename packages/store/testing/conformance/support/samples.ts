import type { Conversation, JsonObject, NewMessage, Role } from '@threadkeep/shared'
import type { OwnerConversations } from '../../../src/conversation-store.ts'

/** An id of the right form that no store ever made. */
export const UNKNOWN_ID = '00000000-0000-7000-8000-000000000000'

export function text(value: string, role: Role = 'user'): NewMessage {
  return { role, content: { type: 'text', text: value } }
}

export function card(value: JsonObject): NewMessage {
  return { role: 'assistant', content: { type: 'card', card: value } }
}

export function texts(count: number, label = 'message'): NewMessage[] {
  return Array.from({ length: count }, (_, index) => text(`${label} ${index + 1}`))
}

export async function startMany(
  conversations: OwnerConversations,
  count: number,
): Promise<Conversation[]> {
  const started: Conversation[] = []
  for (let index = 1; index <= count; index++) {
    const { conversation } = await conversations.start({ title: `number ${index}` })
    started.push(conversation)
  }
  return started
}

/** One conversation with this many messages, texts `message 1` and up. */
export async function startWithMessages(
  conversations: OwnerConversations,
  count: number,
): Promise<Conversation> {
  let { conversation } = await conversations.start()
  for (const batch of batches(texts(count), 50)) {
    ;({ conversation } = await conversations.append(conversation.id, { messages: batch }))
  }
  return conversation
}

export function batches<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}

/** Everything but the one field that reading moves. */
export function withoutAccessTime(
  conversation: Conversation,
): Omit<Conversation, 'lastAccessedAt'> {
  const { lastAccessedAt: _moves, ...rest } = conversation
  return rest
}
