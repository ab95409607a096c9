import type { Conversation, ConversationsPage } from '../api.ts'

export function withoutConversation(pages: ConversationsPage[], id: string): ConversationsPage[] {
  return pages.map((page) =>
    page.items.some((item) => item.id === id)
      ? { ...page, items: page.items.filter((item) => item.id !== id) }
      : page,
  )
}

/** Puts a conversation where its last change belongs, unless that page is not loaded yet. */
export function withConversation(
  pages: ConversationsPage[],
  conversation: Conversation,
): ConversationsPage[] {
  const isOlder = (item: Conversation) => item.updatedAt < conversation.updatedAt
  const others = withoutConversation(pages, conversation.id)
  const target = others.findIndex(
    ({ items, nextCursor }) => items.some(isOlder) || nextCursor === null,
  )
  return others.map((page, index) => {
    if (index !== target) return page
    const at = page.items.findIndex(isOlder)
    return {
      ...page,
      items: page.items.toSpliced(at < 0 ? page.items.length : at, 0, conversation),
    }
  })
}
