import { useState } from 'react'
import { sessionKey } from '../session/session.ts'
import { useSession } from '../session/session-context.tsx'
import { readStored, writeStored } from '../ui/storage.ts'

/** The text being written in a conversation, kept through reloads and crashes until it is sent. */
export function useDraft(conversationId: string): [string, (text: string) => void] {
  const key = useDraftKey()(conversationId)
  const [text, setText] = useState(() => readStored<string>(localStorage, key) ?? '')
  return [
    text,
    (next) => {
      setText(next)
      writeStored(localStorage, key, next === '' ? undefined : next)
    },
  ]
}

/** For a conversation that is no more. */
export function useForgetDraft(): (conversationId: string) => void {
  const draftKey = useDraftKey()
  return (conversationId) => writeStored(localStorage, draftKey(conversationId), undefined)
}

function useDraftKey(): (conversationId: string) => string {
  const { session } = useSession()
  const owner = session ? sessionKey(session) : ''
  return (conversationId) => `threadkeep.draft.${owner}.${conversationId}`
}
