import type { QueryClient, QueryKey } from '@tanstack/react-query'
import type { ApiOptions, Conversation, ConversationsPage, Message, Status } from '../api.ts'
import { withConversation, withFirstPage, withoutConversation } from './conversation-pages.ts'
import { type MessageWindow, withNewer, withOlder } from './message-window.ts'

const LIST_PAGE_SIZE = 100

/** Undefined stands for conversations of any status. */
export type Filter = Status | undefined
export const FILTERS: readonly Filter[] = [undefined, 'active', 'completed', 'archived']

export function listInput(filter: Filter) {
  return { limit: LIST_PAGE_SIZE, ...(filter && { status: filter }) }
}

/** Of the read that finds what changed elsewhere. */
export function firstPageKey(trpc: ApiOptions, filter: Filter) {
  return [...trpc.conversation.list.pathKey(), 'first page', filter ?? 'all']
}

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
  addMessages(conversationId: string, messages: readonly Message[]): void
  addOlderMessages(conversationId: string, messages: readonly Message[]): void
  /** Back to the newest page, from wherever the window was. */
  readNewestMessages(conversationId: string): void
  /** What the first page of a list says now, without reading the others again. */
  putFirstPage(filter: Filter, page: ConversationsPage): void
}

export function createConversationCache(
  queryClient: QueryClient,
  trpc: ApiOptions,
): ConversationCache {
  const conversationKey = (id: string) => trpc.conversation.get.queryKey({ conversationId: id })
  const listKey = (filter: Filter) => trpc.conversation.list.infiniteQueryKey(listInput(filter))

  /** A read under way may have begun before the change: what it brings would undo it. */
  function change(queryKey: QueryKey, apply: () => void, readsAgain = true) {
    const filters = { queryKey, exact: true }
    const isBeingRead = queryClient.isFetching(filters) > 0
    if (isBeingRead) void queryClient.cancelQueries(filters)
    apply()
    if (isBeingRead && readsAgain) void queryClient.refetchQueries({ ...filters, type: 'active' })
  }

  function changeList(filter: Filter, place: (pages: ConversationsPage[]) => ConversationsPage[]) {
    const key = listKey(filter)
    const isHeld = queryClient.getQueryData(key) !== undefined
    const apply = () =>
      queryClient.setQueryData(key, (list) => list && { ...list, pages: place(list.pages) })
    // A further page that was cut off is asked for again by scrolling; reading again reads them all.
    change(key, apply, !isHeld)
    change(firstPageKey(trpc, filter), () => {})
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
      changeList(filter, (pages) => place(pages, conversation))
    }
  }

  function remove(id: string) {
    for (const filter of FILTERS) changeList(filter, (pages) => withoutConversation(pages, id))
    queryClient.removeQueries({ queryKey: conversationKey(id) })
    queryClient.removeQueries({ queryKey: messagesKey(trpc, id) })
  }

  function readNewestMessages(conversationId: string) {
    void queryClient.resetQueries({ queryKey: messagesKey(trpc, conversationId), exact: true })
  }

  function addMessages(conversationId: string, messages: readonly Message[]) {
    const key = messagesKey(trpc, conversationId)
    change(key, () => {
      const window = queryClient.getQueryData<MessageWindow>(key)
      if (!window) return
      const grown = withNewer(window, messages)
      if (grown) queryClient.setQueryData<MessageWindow>(key, grown)
      // Messages in between are not here: only the store has them.
      else readNewestMessages(conversationId)
    })
  }

  function addOlderMessages(conversationId: string, messages: readonly Message[]) {
    queryClient.setQueryData<MessageWindow>(
      messagesKey(trpc, conversationId),
      (window) => window && withOlder(window, messages),
    )
  }

  function putFirstPage(filter: Filter, page: ConversationsPage) {
    queryClient.setQueryData(listKey(filter), (list) => {
      if (!list) return undefined
      const pages = withFirstPage(list.pages, page)
      // Pages that are no longer held must not be paged on from.
      return { pages, pageParams: list.pageParams.slice(0, pages.length) }
    })
  }

  return {
    find,
    put,
    remove,
    addMessages,
    addOlderMessages,
    readNewestMessages,
    putFirstPage,
  }
}

const withoutThis: typeof withConversation = (pages, { id }) => withoutConversation(pages, id)
