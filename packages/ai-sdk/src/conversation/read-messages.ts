import type { ThreadkeepClient } from '@threadkeep/client'
import type { Message } from '../messages/types.ts'

/** The most that the API returns at a time. */
const PAGE_SIZE = 100

/** All messages, oldest first, as they stood together at one moment: seqs are used again. */
export async function readAll(
  client: ThreadkeepClient,
  conversationId: string,
): Promise<Message[]> {
  for (;;) {
    const pages: Message[][] = []
    let beforeSeq: number | undefined
    do {
      const page = await client.conversation.messages.query({
        conversationId,
        limit: PAGE_SIZE,
        ...(beforeSeq !== undefined && { beforeSeq }),
      })
      pages.unshift(page.items)
      beforeSeq = page.hasMore ? page.items[0]?.seq : undefined
    } while (beforeSeq !== undefined)
    const messages = pages.flat()
    const newest = messages.at(-1)
    if (pages.length === 1 || newest === undefined) return messages
    // Whatever removes one of them removes the newest, and no later message has its id.
    const [still] = await readAfter(client, conversationId, newest.seq - 1)
    if (still?.id === newest.id) return messages
  }
}

/** The newest page, oldest first. */
export async function readNewest(
  client: ThreadkeepClient,
  conversationId: string,
): Promise<Message[]> {
  const page = await client.conversation.messages.query({ conversationId, limit: PAGE_SIZE })
  return page.items
}

/** The page behind a seq, oldest first. */
export async function readAfter(
  client: ThreadkeepClient,
  conversationId: string,
  afterSeq: number,
): Promise<Message[]> {
  const input = { conversationId, afterSeq, limit: PAGE_SIZE }
  const page = await client.conversation.messages.query(input)
  return page.items
}
