import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useClient } from '../client/client-context.tsx'
import { describeError, reasonOf } from '../errors.ts'
import { useToast } from '../ui/toast.tsx'
import { useForgetDraft } from './use-draft.ts'

/** Not shown before it is done: what is deleted cannot be brought back. */
export function useDeleteConversation(onSettled: () => void) {
  const { trpc, cache, outbox } = useClient()
  const navigate = useNavigate()
  const toast = useToast()
  const forgetDraft = useForgetDraft()

  async function leave(id: string) {
    await navigate({ to: '/', search: (search) => search })
    cache.remove(id)
    outbox.discardAll(id)
    forgetDraft(id)
  }

  const { mutate, isPending } = useMutation(
    trpc.conversation.delete.mutationOptions({
      onSuccess: (_deleted, { conversationId }) => leave(conversationId),
      onError(error, { conversationId }) {
        // An earlier attempt whose answer was lost may have done it already.
        if (reasonOf(error) === 'CONVERSATION_NOT_FOUND') return leave(conversationId)
        return toast(`Not deleted. ${describeError(error)}`)
      },
      onSettled,
    }),
  )
  return { remove: (conversationId: string) => mutate({ conversationId }), isDeleting: isPending }
}
