import type { Conversation, Message } from '@threadkeep/shared'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import type { OwnerKeys } from '../../src/redis/keys.ts'
import { text } from '../../testing/conformance/support/samples.ts'

/** In everything that a caller wrote: what an error must not hold. */
export const SECRET = 'canary-7f3a'

export interface Known {
  conversation: Conversation
  messages: Message[]
  /** Of its start and of its first append. */
  key: string
  externalId: string
}

/** Six conversations of all statuses, with everything that is stored of a conversation. */
export async function someConversations(mine: OwnerConversations): Promise<Known[]> {
  const known: Known[] = []
  for (const [index, status] of STATUSES.entries()) {
    const key = `key ${index}`
    const externalId = `${SECRET}-${index}`
    const { conversation } = await mine.start({
      ...fieldsOf(index),
      externalId,
      idempotencyKey: key,
    })
    const { id } = conversation
    const said = [text(`${SECRET} one`), text(`${SECRET} two`)]
    const { messages } = await mine.append(id, { messages: said, idempotencyKey: key })
    const more = await mine.append(id, { messages: [text(`${SECRET} three`)] })
    await mine.setStatus(id, status)
    known.push({
      conversation: await mine.get(id),
      messages: [...messages, ...more.messages],
      key,
      externalId,
    })
  }
  return known
}

const STATUSES = ['active', 'completed', 'active', 'archived', 'active', 'completed'] as const

export const fieldsOf = (index: number) => ({
  title: `${SECRET} title ${index}`,
  metadata: { note: `${SECRET} ${index}` },
})

/** Whose keys a key is one of: a conversation's id, or undefined for one of the owner's. */
export function conversationOf(keys: OwnerKeys, key: string): string | undefined {
  return key.startsWith(keys.conversationPrefix)
    ? key.slice(keys.conversationPrefix.length, keys.conversationPrefix.length + 36)
    : undefined
}
