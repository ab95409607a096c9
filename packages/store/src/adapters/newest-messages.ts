import { MAX_PAGE_SIZE, type Message } from '@threadkeep/shared'
import type { OwnerConversations } from '../conversation-store.ts'

/**
 * The newest messages, at most `limit`, oldest first. Read in pages, and as they stood together at
 * one moment: seqs are used again after a truncation, which could put two histories into one.
 */
export async function newestMessages(
  conversations: OwnerConversations,
  id: string,
  limit: number = Number.POSITIVE_INFINITY,
): Promise<Message[]> {
  for (;;) {
    const messages = await readBackwards(conversations, id, limit)
    if (messages.length <= MAX_PAGE_SIZE) return messages
    if (await isStillThere(conversations, id, messages.at(-1))) return messages
  }
}

async function readBackwards(
  conversations: OwnerConversations,
  id: string,
  limit: number,
): Promise<Message[]> {
  const pages: Message[][] = []
  let missing = limit
  let beforeSeq: number | undefined
  while (missing > 0) {
    const page = await conversations.messages(id, {
      limit: Math.min(missing, MAX_PAGE_SIZE),
      beforeSeq,
    })
    pages.unshift(page.items)
    if (!page.hasMore) break
    missing -= page.items.length
    beforeSeq = page.items[0]?.seq
  }
  return pages.flat()
}

/** A truncation below a message removes it, and no later message has its id. */
async function isStillThere(
  conversations: OwnerConversations,
  id: string,
  message: Message | undefined,
): Promise<boolean> {
  if (message === undefined) return true
  const { items } = await conversations.messages(id, { afterSeq: message.seq - 1, limit: 1 })
  return items[0]?.id === message.id
}
