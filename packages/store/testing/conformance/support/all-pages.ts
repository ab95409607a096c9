import type { Conversation, Message } from '@threadkeep/shared'
import type { ListOptions, OwnerConversations } from '../../../src/conversation-store.ts'

/** Every page of a walk along the cursors. */
export async function allPages(
  mine: OwnerConversations,
  options: ListOptions = {},
): Promise<Conversation[][]> {
  const pages: Conversation[][] = []
  for (let cursor: string | undefined | null; cursor !== null; ) {
    const page = await mine.list({ ...options, cursor })
    pages.push(page.items)
    cursor = page.nextCursor
  }
  return pages
}

/** An exported conversation with its messages read. */
export interface WholeConversation {
  conversation: Conversation
  messages: Message[]
}

export async function exportWhole(mine: OwnerConversations): Promise<WholeConversation[]> {
  const all: WholeConversation[] = []
  for await (const { conversation, messages } of mine.export()) {
    const read: Message[] = []
    for await (const message of messages) read.push(message)
    all.push({ conversation, messages: read })
  }
  return all
}
