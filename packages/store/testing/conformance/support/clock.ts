import { setTimeout } from 'node:timers/promises'
import type { Conversation } from '@threadkeep/shared'
import type { OwnerConversations } from '../../../src/conversation-store.ts'

/**
 * Waits until the store's clock is past the last change of this conversation, which may be a little
 * ahead of it. The next change of another one then gets a later time.
 */
export async function untilLater(mine: OwnerConversations, id: string): Promise<void> {
  const { updatedAt } = await mine.get(id)
  await setTimeout(Math.max(Date.parse(updatedAt) - Date.now(), 0) + 2)
}

/** Starts conversations no two of which have the same time, titled `number 1` and up. */
export async function startApart(mine: OwnerConversations, count: number): Promise<Conversation[]> {
  const started: Conversation[] = []
  for (let index = 1; index <= count; index++) {
    const { conversation } = await mine.start({ title: `number ${index}` })
    await untilLater(mine, conversation.id)
    started.push(conversation)
  }
  return started
}

export function milliseconds(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from)
}
