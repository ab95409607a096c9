import { useMutation } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Message } from '../../api.ts'
import { focusComposer } from '../../chat/focus-composer.ts'
import { useClient } from '../../client/client-context.tsx'
import { editKey } from '../../client/drafts.ts'
import { notify } from '../../ui/notify.ts'

export type Editing = ReturnType<typeof useEditing>

export function editButtonId(messageId: string): string {
  return `edit-${messageId}`
}

/** One message of the user that is being rewritten. Its text is a draft until it is sent. */
export function useEditing(
  conversationId: string,
  messages: readonly Message[],
  messageCount: number,
) {
  const { trpc, cache, live, drafts } = useClient()
  const [message, setMessage] = useState<Message>()
  const returnFocusTo = useRef<string>(undefined)

  const { mutate, isPending, error, reset } = useMutation(
    trpc.conversation.edit.mutationOptions({
      onSuccess(response) {
        close()
        live.replaceFrom(response)
        cache.put(response.conversation)
        focusComposer()
      },
    }),
  )

  function close() {
    if (message) drafts.set(editKey(message.id), '')
    setMessage(undefined)
    reset()
  }

  useEffect(() => {
    if (message || returnFocusTo.current === undefined) return
    document.getElementById(returnFocusTo.current)?.focus()
    returnFocusTo.current = undefined
  }, [message])

  // The watch may deliver a change of our own before its response arrives.
  const isGone = message !== undefined && !isPending && wasRemoved(message, messages, messageCount)
  useEffect(() => {
    if (!isGone) return
    const text = drafts.get(editKey(message.id))
    drafts.set(editKey(message.id), '')
    setMessage(undefined)
    if (text.trim() === '' || isTextOf(message, text)) return
    drafts.giveBack(conversationId, text)
    notify('The message that you were editing has changed. Your text is in the composer.')
    focusComposer()
  }, [isGone, message, conversationId, drafts])

  // The same function at every render: each message has it, and most of them stay as they are.
  const begin = useCallback(
    (next: Message) => {
      const key = editKey(next.id)
      // An edit that was begun before the user left the page is continued.
      if (drafts.get(key) === '' && next.content.type === 'text') drafts.set(key, next.content.text)
      reset()
      setMessage(next)
    },
    [drafts, reset],
  )

  return {
    message,
    isSending: isPending,
    error,
    begin,
    cancel() {
      if (message) returnFocusTo.current = editButtonId(message.id)
      close()
    },
    send(text: string) {
      if (!message || isPending) return
      // On the revision that is shown, so that newer messages are not removed unseen.
      const expectedRevision = live.find(conversationId).state.conversation?.revision
      const content = { type: 'text' as const, text }
      mutate({ conversationId, seq: message.seq, content, expectedRevision, wait: false })
    },
  }
}

/** Not merely beyond the messages that are held. */
function wasRemoved({ id, seq }: Message, messages: readonly Message[], messageCount: number) {
  if (messages.some((each) => each.id === id)) return false
  const isHeld = messages.some((each) => each.seq === seq)
  return isHeld || seq > messageCount
}

function isTextOf({ content }: Message, text: string): boolean {
  return content.type === 'text' && content.text === text
}
