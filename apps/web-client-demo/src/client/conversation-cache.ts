import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { ApiOptions, Conversation, Message, MessagesPage, Status } from '../api.ts'

export const LIST_PAGE_SIZE = 50

/** Undefined stands for conversations of any status. */
export type Filter = Status | undefined
export const FILTERS: readonly Filter[] = [undefined, 'active', 'completed', 'archived']

export function listInput(filter: Filter) {
  return { limit: LIST_PAGE_SIZE, ...(filter && { status: filter }) }
}

export type MessagesData = InfiniteData<MessagesPage, number | undefined>

/**
 * What a change's answer says goes straight into what is cached. Asking again for whole lists
 * instead would fetch every page that was scrolled through, after every message.
 */
export interface ConversationCache {
  find(id: string): Conversation | undefined
  put(conversation: Conversation): void
  remove(id: string): void
  addMessages(conversationId: string, messages: Message[]): void
}

export function messagesKey(trpc: ApiOptions, conversationId: string) {
  return [...trpc.conversation.messages.pathKey(), { conversationId, type: 'pages' }]
}

export function createConversationCache(
  queryClient: QueryClient,
  trpc: ApiOptions,
): ConversationCache {
  const conversationKey = (id: string) => trpc.conversation.get.queryKey({ conversationId: id })
  const listKey = (filter: Filter) => trpc.conversation.list.infiniteQueryKey(listInput(filter))

  function find(id: string) {
    const known = queryClient.getQueryData(conversationKey(id))
    if (known) return known
    for (const filter of FILTERS) {
      const pages = queryClient.getQueryData(listKey(filter))?.pages ?? []
      const listed = pages.flatMap(({ items }) => items).find((item) => item.id === id)
      if (listed) return listed
    }
    return undefined
  }

  return {
    find,

    put(conversation) {
      // Answers may overtake each other; an older one must not bring back what has changed since.
      const known = queryClient.getQueryData(conversationKey(conversation.id))
      if (known && known.revision > conversation.revision) return
      queryClient.setQueryData(conversationKey(conversation.id), conversation)
      for (const filter of FILTERS) {
        const belongs = filter === undefined || filter === conversation.status
        queryClient.setQueryData(listKey(filter), (list) => {
          if (!list) return undefined
          const pages = withoutItem(list.pages, conversation.id)
          return { ...list, pages: belongs ? withItem(pages, conversation) : pages }
        })
      }
    },

    remove(id) {
      for (const filter of FILTERS) {
        queryClient.setQueryData(listKey(filter), (list) =>
          list ? { ...list, pages: withoutItem(list.pages, id) } : undefined,
        )
      }
      queryClient.removeQueries({ queryKey: conversationKey(id) })
      queryClient.removeQueries({ queryKey: messagesKey(trpc, id) })
    },

    addMessages(conversationId, messages) {
      const key = messagesKey(trpc, conversationId)
      const data = queryClient.getQueryData<MessagesData>(key)
      const newest = data?.pages[0]
      if (!data || !newest) return
      const lastSeq = newest.items.at(-1)?.seq ?? 0
      const added = messages.filter(({ seq }) => seq > lastSeq)
      if (added[0] && added[0].seq > lastSeq + 1) {
        // Somebody else wrote in between: only the store knows what.
        void queryClient.invalidateQueries({ queryKey: key })
        return
      }
      const grown = { ...newest, items: [...newest.items, ...added] }
      queryClient.setQueryData<MessagesData>(key, {
        ...data,
        pages: [grown, ...data.pages.slice(1)],
      })
    },
  }
}

interface ListPage {
  items: Conversation[]
  nextCursor: string | null
}

function withoutItem(pages: ListPage[], id: string): ListPage[] {
  return pages.map((page) =>
    page.items.some((item) => item.id === id)
      ? { ...page, items: page.items.filter((item) => item.id !== id) }
      : page,
  )
}

/** Puts a conversation where its last change belongs, unless that page is not loaded yet. */
function withItem(pages: ListPage[], conversation: Conversation): ListPage[] {
  const isOlder = (item: Conversation) => item.updatedAt < conversation.updatedAt
  const target = pages.findIndex(
    ({ items, nextCursor }) => items.some(isOlder) || nextCursor === null,
  )
  return pages.map((page, index) => {
    if (index !== target) return page
    const at = page.items.findIndex(isOlder)
    return {
      ...page,
      items: page.items.toSpliced(at < 0 ? page.items.length : at, 0, conversation),
    }
  })
}
