import { useQuery } from '@tanstack/react-query'
import { isMissingNewer } from '@threadkeep/client'
import { useLayoutEffect } from 'react'
import { useClient } from '../../client/client-context.tsx'
import { MAX_WINDOW } from '../../live/message-window.ts'
import { useLive } from '../../live/use-live.ts'
import { PAGE_SIZE, pageOptions } from './message-pages.ts'

interface MessagesOptions {
  conversationId: string
  /** The first seq of the window once the user scrolls near it: one page each time. */
  wantedBefore: number | undefined
  isNearEnd: boolean
}

/**
 * A window into a conversation: the newest page first, older ones as the user scrolls near its start.
 * The watch delivers new messages; they are read only where the window was not at the end.
 */
export function useMessages({ conversationId, wantedBefore, isNearEnd }: MessagesOptions) {
  const client = useClient()
  const { live } = client
  const state = useLive(conversationId)
  const { messages, isStale } = state
  const first = messages[0]?.seq
  const last = messages.at(-1)?.seq

  // It opens at its end: from where it was left, far up, it would be read on page by page until there.
  useLayoutEffect(() => {
    const { conversation, messages: held } = live.find(conversationId).state
    const missing = (conversation?.messageCount ?? 0) - (held.at(-1)?.seq ?? 0)
    if (missing > PAGE_SIZE) live.readNewest(conversationId)
  }, [live, conversationId])

  const newest = useQuery({ ...pageOptions(client, conversationId), enabled: isStale })

  const hasOlder = first !== undefined && first > 1
  const older = useQuery({
    ...pageOptions(client, conversationId, { beforeSeq: first ?? 0 }),
    enabled: hasOlder && wantedBefore === first,
  })

  const isRoom = messages.length < MAX_WINDOW
  useQuery({
    ...pageOptions(client, conversationId, { afterSeq: last ?? 0 }),
    // While the user reads further up, new messages must not push that out of the window.
    enabled: !isStale && isMissingNewer(state) && (isNearEnd || isRoom),
  })
  return { state, newest, older, hasOlder }
}
