import { useMutation } from '@tanstack/react-query'
import { useClient } from '../../client/client-context.tsx'
import { describeError } from '../../errors.ts'
import { notify } from '../../ui/notify.ts'

/** Has the last message of the user replied to once more. What was said in reply to it is removed. */
export function useRegenerate(conversationId: string) {
  const { trpc, cache, live } = useClient()
  const { mutate, isPending } = useMutation(
    trpc.conversation.regenerate.mutationOptions({
      onSuccess(response) {
        live.replaceFrom(response)
        cache.put(response.conversation)
        if (response.run === null) notify('No assistant replies here.')
      },
      onError: (error) => notify(`Not asked again. ${describeError(error)}`),
    }),
  )
  function regenerate() {
    // On the revision that is shown, so that a newer message is not removed unseen.
    const expectedRevision = live.find(conversationId).state.conversation?.revision
    mutate({ conversationId, expectedRevision, wait: false })
  }
  return { regenerate, isRegenerating: isPending }
}
