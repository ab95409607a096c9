import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useClient } from '../../client/client-context.tsx'
import { describeError, reasonOf } from '../../errors.ts'
import { focusMain } from '../../ui/hooks/focus.ts'
import { notify } from '../../ui/notify.ts'

/** Not shown before it is done: what is deleted cannot be brought back. */
export function useDeleteConversation(onSettled: () => void) {
  const { trpc, cache, live, outbox, drafts } = useClient()
  const navigate = useNavigate()

  async function leave(id: string) {
    await navigate({ to: '/', search: (search) => search })
    focusMain()
    cache.remove(id)
    live.remove(id)
    outbox.discardAll(id)
    drafts.set(id, '')
  }

  const { mutate, isPending } = useMutation(
    trpc.conversation.delete.mutationOptions({
      onSuccess: (_deleted, { conversationId }) => leave(conversationId),
      onError(error, { conversationId }) {
        // An earlier attempt whose answer was lost may have done it already.
        if (reasonOf(error) === 'CONVERSATION_NOT_FOUND') return leave(conversationId)
        return notify(`Not deleted. ${describeError(error)}`)
      },
      onSettled,
    }),
  )
  return { remove: (conversationId: string) => mutate({ conversationId }), isDeleting: isPending }
}
