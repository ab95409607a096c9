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

/**
 * The pages that are held, brought up to date by the first one as it is now. The list is ordered by
 * the last change, so what changed elsewhere is on it; a conversation that should be on it and is
 * not was removed. With no conversation in common, the others may lack some: they are dropped.
 */
export function withFirstPage(
  pages: ConversationsPage[],
  fresh: ConversationsPage,
): ConversationsPage[] {
  const ids = new Set(fresh.items.map(({ id }) => id))
  const held = pages.flatMap(({ items }) => items)
  const end = fresh.items.at(-1)?.updatedAt
  const isComplete = fresh.nextCursor === null
  const meets = held.some(({ id }) => ids.has(id))
  if (isComplete || !meets || end === undefined) return [fresh]
  const isBehind = (item: Conversation) => item.updatedAt < end && !ids.has(item.id)
  const [first, ...rest] = pages
  if (!first) return [fresh]
  const others = rest.map((page) => ({ ...page, items: page.items.filter(isBehind) }))
  return [{ ...first, items: [...fresh.items, ...first.items.filter(isBehind)] }, ...others]
}
