import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useClient } from '../client/client-context.tsx'
import { describeError } from '../errors.ts'
import { notify } from '../ui/notify.ts'

export function useStartConversation() {
  const { trpc, cache } = useClient()
  const navigate = useNavigate()

  const { mutate, isPending } = useMutation(
    trpc.conversation.start.mutationOptions({
      onSuccess(conversation) {
        cache.put(conversation)
        // Without a filter, so that the new conversation is in the list beside it.
        void navigate({
          to: '/c/$conversationId',
          params: { conversationId: conversation.id },
          search: {},
        })
      },
      onError: (error) => notify(describeError(error)),
    }),
  )
  return {
    start: () => mutate({}),
    isStarting: isPending,
  }
}
