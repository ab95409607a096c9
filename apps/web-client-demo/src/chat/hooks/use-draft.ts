import { useSyncExternalStore } from 'react'
import { useClient } from '../../client/client-context.tsx'

/** The text being written under a key, kept through reloads and crashes until it is sent. */
export function useDraft(key: string): [string, (text: string) => void] {
  const { drafts } = useClient()
  const text = useSyncExternalStore(drafts.subscribe, () => drafts.get(key))
  return [text, (next) => drafts.set(key, next)]
}
