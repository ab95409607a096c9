import { useMutation } from '@tanstack/react-query'
import type { Conversation, Status } from '../../api.ts'
import { useClient } from '../../client/client-context.tsx'
import { describeError } from '../../errors.ts'
import { notify } from '../../ui/notify.ts'

/** Shown at once, and taken back with the reason if it fails. */
export function useSetStatus({ id }: Conversation): (status: Status) => void {
  const { trpc, cache } = useClient()
  const { mutate } = useMutation(
    trpc.conversation.setStatus.mutationOptions({
      onMutate({ conversationId, status }) {
        const before = cache.find(conversationId)
        if (before) cache.put({ ...before, status })
        return before
      },
      onSuccess: (conversation) => cache.put(conversation),
      onError(error, { conversationId }, before) {
        const shown = cache.find(conversationId)
        // The status alone: the title that is shown may be on its way.
        if (shown && shown.revision === before?.revision) {
          cache.put({ ...shown, status: before.status })
        }
        notify(`Status not changed. ${describeError(error)}`)
      },
    }),
  )
  return (status) => mutate({ conversationId: id, status })
}
