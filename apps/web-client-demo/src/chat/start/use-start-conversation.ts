import { useMutation } from '@tanstack/react-query'
import { useNavigate, useRouter } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { v7 as uuid } from 'uuid'
import { useClient } from '../../client/client-context.tsx'
import { describeError } from '../../errors.ts'
import { notify } from '../../ui/notify.ts'

/** The draft of a message whose conversation does not exist yet. */
export const NEW_DRAFT = 'new'
export const NEW_PATH = '/new'

/** Stores a conversation with its first message, so that looking at the page stores none. */
export function useStartConversation() {
  const { api, cache, outbox, drafts } = useClient()
  const navigate = useNavigate()
  const router = useRouter()
  // The same key at each attempt: one whose response was lost has begun the conversation already.
  const [idempotencyKey] = useState(() => uuid())
  const isUnderWay = useRef(false)

  const { mutate, isPending } = useMutation({
    mutationFn: (_text: string) => api.conversation.start.mutate({ idempotencyKey }),
    onSuccess(conversation, text) {
      const { id } = conversation
      cache.put(conversation)
      outbox.send(id, { type: 'text', text })
      if (drafts.get(NEW_DRAFT).trim() === text) drafts.set(NEW_DRAFT, '')
      // A user who has left the page meanwhile stays where they are.
      if (router.state.location.pathname !== NEW_PATH) return
      void navigate({
        to: '/c/$conversationId',
        params: { conversationId: id },
        search: {},
        state: { isBegun: true },
        replace: true,
      })
    },
    onError: (error) => notify(`Not sent. ${describeError(error)}`),
    onSettled() {
      isUnderWay.current = false
    },
  })
  return {
    start(text: string) {
      // A second Enter may come before the first one is rendered.
      if (isUnderWay.current) return
      isUnderWay.current = true
      mutate(text)
    },
    isStarting: isPending,
  }
}
