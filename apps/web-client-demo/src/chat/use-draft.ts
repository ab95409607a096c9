import { useSyncExternalStore } from 'react'
import { useClient } from '../client/client-context.tsx'

/** The text being written in a conversation, kept through reloads and crashes until it is sent. */
export function useDraft(conversationId: string): [string, (text: string) => void] {
  const { drafts } = useClient()
  const text = useSyncExternalStore(drafts.subscribe, () => drafts.get(conversationId))
  return [text, (next) => drafts.set(conversationId, next)]
}
