import { skipToken, useQuery } from '@tanstack/react-query'
import { type ConversationState, INITIAL_STATE } from '@threadkeep/client'
import { useClient } from '../client/client-context.tsx'
import { liveKey } from './live-cache.ts'

/** A conversation as it is known now, again with every event. */
export function useLive(conversationId: string): ConversationState {
  const { trpc, live } = useClient()
  const { data } = useQuery({
    queryKey: liveKey(trpc, conversationId),
    queryFn: skipToken,
    initialData: () => live.find(conversationId),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return data?.state ?? INITIAL_STATE
}
