import { useMutationState } from '@tanstack/react-query'
import { useClient } from '../client/client-context.tsx'
import type { SendMutation } from '../client/outbox.ts'

/** The messages of a conversation that the API has not confirmed yet, in the order written. */
export function useUnsent(conversationId: string) {
  const { trpc } = useClient()
  const sends = useMutationState({
    filters: { mutationKey: trpc.conversation.send.mutationKey() },
    select: (mutation: SendMutation) => ({ mutation, ...mutation.state }),
  })
  return sends.flatMap(({ mutation, status, variables, isPaused, error, submittedAt }) =>
    variables?.conversationId === conversationId && status !== 'success'
      ? [
          {
            mutation,
            input: variables,
            hasFailed: status === 'error',
            isPaused,
            error,
            submittedAt,
          },
        ]
      : [],
  )
}

export type Unsent = ReturnType<typeof useUnsent>[number]
