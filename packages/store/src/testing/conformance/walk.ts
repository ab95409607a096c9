import type { Conversation } from '@threadkeep/shared'
import type { ListOptions, OwnerConversations } from '../../conversation-store.ts'

/** Every page of a walk along the cursors. */
export async function walk(
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
