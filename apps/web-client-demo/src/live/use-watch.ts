import { useEffect } from 'react'
import { useClient } from '../client/client-context.tsx'
import { useCanWatch } from './use-can-watch.ts'

export function useWatchConversation(conversationId: string): void {
  const { watches } = useClient()
  const canWatch = useCanWatch()
  useEffect(() => {
    if (!canWatch) return
    const ended = new AbortController()
    watches.followConversation(conversationId, ended.signal)
    return () => ended.abort()
  }, [canWatch, watches, conversationId])
}

export function useWatchList(isWanted: boolean): void {
  const { watches } = useClient()
  const canWatch = useCanWatch()
  useEffect(() => {
    if (!canWatch || !isWanted) return
    const ended = new AbortController()
    watches.followList(ended.signal)
    return () => ended.abort()
  }, [canWatch, isWanted, watches])
}
