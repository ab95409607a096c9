import { useMutation } from '@tanstack/react-query'
import { useClient } from '../../client/client-context.tsx'
import { describeError } from '../../errors.ts'
import { notify } from '../../ui/notify.ts'

/** Stops the reply that is being written, whichever page or server began it. Its end comes by the watch. */
export function useStop(conversationId: string) {
  const { trpc } = useClient()
  const { mutate, isPending } = useMutation(
    trpc.conversation.stop.mutationOptions({
      onError: (error) => notify(`Not stopped. ${describeError(error)}`),
    }),
  )
  return { stop: () => mutate({ conversationId }), isStopping: isPending }
}
