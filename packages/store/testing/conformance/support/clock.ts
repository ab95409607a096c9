import type { Conversation } from '@threadkeep/shared'
import { expect } from 'vitest'
import type { OwnerConversations } from '../../../src/conversation-store.ts'

/**
 * Waits until the store's own clock is past the last change of this conversation. The next change
 * of another one then gets a later time; within the same millisecond it would not.
 */
export async function untilLater(mine: OwnerConversations, id: string): Promise<void> {
  await expect
    .poll(
      async () => {
        const { lastAccessedAt, updatedAt } = await mine.get(id)
        return lastAccessedAt > updatedAt
      },
      { interval: 1, timeout: 5_000 },
    )
    .toBe(true)
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
