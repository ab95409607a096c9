import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query'
import type { ApiOptions, Conversation, Message, MessagesPage, Status } from '../api.ts'
import { withConversation, withoutConversation } from './conversation-pages.ts'

const LIST_PAGE_SIZE = 100

/** Undefined stands for conversations of any status. */
export type Filter = Status | undefined
export const FILTERS: readonly Filter[] = [undefined, 'active', 'completed', 'archived']

export function listInput(filter: Filter) {
  return { limit: LIST_PAGE_SIZE, ...(filter && { status: filter }) }
}

export type MessagesData = InfiniteData<MessagesPage, number | undefined>

export function messagesKey(trpc: ApiOptions, conversationId: string) {
  return [...trpc.conversation.messages.pathKey(), { conversationId, type: 'pages' }]
}

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

export function createConversationCache(
  queryClient: QueryClient,
  trpc: ApiOptions,
): ConversationCache {
  const conversationKey = (id: string) => trpc.conversation.get.queryKey({ conversationId: id })
  const listKey = (filter: Filter) => trpc.conversation.list.infiniteQueryKey(listInput(filter))

  /** A read under way may have begun before the change: what it brings would undo it. */
  function change(queryKey: QueryKey, apply: () => void) {
    const filters = { queryKey, exact: true }
    const isBeingRead = queryClient.isFetching(filters) > 0
    if (isBeingRead) void queryClient.cancelQueries(filters)
    apply()
    if (isBeingRead) void queryClient.refetchQueries({ ...filters, type: 'active' })
  }

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

  function put(conversation: Conversation) {
    const key = conversationKey(conversation.id)
    // Answers may overtake each other; an older one must not bring back what has changed since.
    const known = queryClient.getQueryData(key)
    if (known && known.revision > conversation.revision) return
    change(key, () => queryClient.setQueryData(key, conversation))
    for (const filter of FILTERS) {
      const belongs = filter === undefined || filter === conversation.status
      const place = belongs ? withConversation : withoutThis
      change(listKey(filter), () =>
        queryClient.setQueryData(listKey(filter), (list) =>
          list ? { ...list, pages: place(list.pages, conversation) } : undefined,
        ),
      )
    }
  }

  function remove(id: string) {
    for (const filter of FILTERS) {
      change(listKey(filter), () =>
        queryClient.setQueryData(listKey(filter), (list) =>
          list ? { ...list, pages: withoutConversation(list.pages, id) } : undefined,
        ),
      )
    }
    queryClient.removeQueries({ queryKey: conversationKey(id) })
    queryClient.removeQueries({ queryKey: messagesKey(trpc, id) })
  }

  function addMessages(conversationId: string, messages: Message[]) {
    const key = messagesKey(trpc, conversationId)
    change(key, () => {
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
      const pages = [grown, ...data.pages.slice(1)]
      queryClient.setQueryData<MessagesData>(key, { ...data, pages })
    })
  }

  return { find, put, remove, addMessages }
}

const withoutThis: typeof withConversation = (pages, { id }) => withoutConversation(pages, id)
