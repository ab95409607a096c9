import { useQuery } from '@tanstack/react-query'
import { isMissingNewer } from '@threadkeep/client'
import { useLayoutEffect } from 'react'
import { useClient } from '../../client/client-context.tsx'
import { liveKey } from '../../live/live-cache.ts'
import { MAX_WINDOW } from '../../live/message-window.ts'
import { useLive } from '../../live/use-live.ts'

const PAGE_SIZE = 50

interface MessagesOptions {
  conversationId: string
  /** The first seq of the window once the user scrolls near it: one page each time. */
  wantedBefore: number | undefined
  isNearEnd: boolean
}

/** A page that was read goes into the live conversation; the query that read it holds nothing. */
const READ_ONCE = { staleTime: 0, gcTime: 0, refetchOnReconnect: false }

/**
 * A window into a conversation: the newest page first, older ones as the user scrolls near its start.
 * The watch delivers new messages; they are read only where the window was not at the end.
 */
export function useMessages({ conversationId, wantedBefore, isNearEnd }: MessagesOptions) {
  const { api, trpc, live } = useClient()
  const key = liveKey(trpc, conversationId)
  const state = useLive(conversationId)
  const { messages, isStale } = state
  const first = messages[0]?.seq
  const last = messages.at(-1)?.seq

  async function read(
    range: { beforeSeq?: number; afterSeq?: number },
    signal: AbortSignal,
  ): Promise<null> {
    const { epoch } = live.find(conversationId)
    const input = { conversationId, limit: PAGE_SIZE, ...range }
    const { items } = await api.conversation.messages.query(input, { signal })
    if (live.find(conversationId).epoch !== epoch) return read(range, signal)
    live.addPage(conversationId, items)
    return null
  }

  // It opens at its end: from where it was left, far up, it would be read on page by page until there.
  useLayoutEffect(() => {
    const { conversation, messages: held } = live.find(conversationId).state
    const missing = (conversation?.messageCount ?? 0) - (held.at(-1)?.seq ?? 0)
    if (missing > PAGE_SIZE) live.readNewest(conversationId)
  }, [live, conversationId])

  const newest = useQuery({
    ...READ_ONCE,
    queryKey: [...key, 'newest'],
    enabled: isStale,
    queryFn: ({ signal }) => read({}, signal),
  })

  const hasOlder = first !== undefined && first > 1
  const older = useQuery({
    ...READ_ONCE,
    queryKey: [...key, 'before', first],
    enabled: hasOlder && wantedBefore === first,
    queryFn: ({ signal }) => (first === undefined ? null : read({ beforeSeq: first }, signal)),
  })

  const isRoom = messages.length < MAX_WINDOW
  useQuery({
    ...READ_ONCE,
    queryKey: [...key, 'after', last],
    // While the user reads further up, new messages must not push that out of the window.
    enabled: !isStale && isMissingNewer(state) && (isNearEnd || isRoom),
    queryFn: ({ signal }) => read({ afterSeq: last ?? 0 }, signal),
  })
  return { state, newest, older, hasOlder }
}
