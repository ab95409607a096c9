import type { Query, QueryClient, QueryKey } from '@tanstack/react-query'
import type { ApiOptions, Conversation, ConversationsPage, Status } from '../api.ts'
import { withConversation, withFirstPage, withoutConversation } from './conversation-pages.ts'

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

/**
 * A change's response goes straight into the cache. Asking again for whole lists
 * instead would fetch every page that was scrolled through, after every message.
 */
export interface ConversationCache {
  find(id: string): Conversation | undefined
  /** What the response to a change says, or what a change will lead to. */
  put(conversation: Conversation): void
  /** What a watch says: it tells of the past as well, and never takes back what is shown before it is done. */
  learn(conversation: Conversation): void
  /** Shown in place of no title until it is withdrawn: a conversation is named while it goes on. */
  suggestTitle(id: string, title: string | undefined): void
  remove(id: string): void
  removeFromLists(id: string): void
  /** What the first page of a list says now, without reading the others again. */
  putFirstPage(filter: Filter, page: ConversationsPage): void
  /** Reads the first page of the list that is shown again, and all else once it is shown. */
  readFirstPages(): void
}

export function createConversationCache(
  queryClient: QueryClient,
  trpc: ApiOptions,
): ConversationCache {
  const conversationKey = (id: string) => trpc.conversation.get.queryKey({ conversationId: id })
  const listKey = (filter: Filter) => trpc.conversation.list.infiniteQueryKey(listInput(filter))
  const suggestedTitles = new Map<string, string>()

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

  function put(response: Conversation) {
    const { id } = response
    const conversation = { ...response, title: response.title ?? suggestedTitles.get(id) ?? null }
    const key = conversationKey(id)
    // Responses may overtake each other; an older one must not bring back what has changed since.
    const known = queryClient.getQueryData(key)
    if (known && known.revision > conversation.revision) return
    change(key, () => queryClient.setQueryData(key, conversation))
    for (const filter of FILTERS) {
      const belongs = filter === undefined || filter === conversation.status
      const place = belongs ? withConversation : withoutThis
      changeList(filter, (pages) => place(pages, conversation))
    }
  }

  function learn(conversation: Conversation) {
    const known = find(conversation.id)
    if (known === undefined || known.revision < conversation.revision) put(conversation)
  }

  function suggestTitle(id: string, title: string | undefined) {
    if (title === undefined) {
      suggestedTitles.delete(id)
      return
    }
    suggestedTitles.set(id, title)
    // What a watch said may be newer than the response that is put next, which then changes nothing.
    const known = find(id)
    if (known) put(known)
  }

  function removeFromLists(id: string) {
    for (const filter of FILTERS) changeList(filter, (pages) => withoutConversation(pages, id))
  }

  function remove(id: string) {
    removeFromLists(id)
    queryClient.removeQueries({ queryKey: conversationKey(id) })
  }

  function readFirstPages() {
    for (const { pathKey } of [trpc.conversation.list, trpc.conversation.get]) {
      // The read of a first page waits for the list's own, disabled: removed, it would never be made.
      const predicate = (query: Query) => query.getObserversCount() === 0
      queryClient.removeQueries({ queryKey: pathKey(), predicate })
    }
    for (const filter of FILTERS) {
      void queryClient.invalidateQueries({ queryKey: firstPageKey(trpc, filter) })
    }
  }

  function putFirstPage(filter: Filter, page: ConversationsPage) {
    queryClient.setQueryData(listKey(filter), (list) => {
      if (!list) return undefined
      const pages = withFirstPage(list.pages, page)
      // Pages that are no longer held must not be paged on from.
      return { pages, pageParams: list.pageParams.slice(0, pages.length) }
    })
  }

  return { find, put, learn, suggestTitle, remove, removeFromLists, putFirstPage, readFirstPages }
}

const withoutThis: typeof withConversation = (pages, { id }) => withoutConversation(pages, id)
