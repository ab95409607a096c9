import { useMutationState } from '@tanstack/react-query'
import { useClient } from '../../client/client-context.tsx'
import type { SendMutation } from '../../client/outbox.ts'
import { isReplyGoingOn } from '../../client/query-client.ts'

/** The messages of a conversation that the API has not confirmed yet, in the order written. */
export function useUnsent(conversationId: string) {
  const { trpc, outbox } = useClient()
  const sends = useMutationState({
    filters: { mutationKey: trpc.conversation.send.mutationKey() },
    select: (mutation: SendMutation) => ({ mutation, ...mutation.state }),
  })
  return sends.flatMap(
    ({ mutation, status, variables, isPaused, error, failureReason, submittedAt }) =>
      variables?.conversationId === conversationId && status !== 'success'
        ? [
            {
              mutation,
              input: variables,
              hasFailed: status === 'error',
              isPaused,
              waitsForReply: failureReason !== null && isReplyGoingOn(failureReason),
              error,
              submittedAt,
              writtenAfter: outbox.writtenAfter(mutation),
            },
          ]
        : [],
  )
}

export type Unsent = ReturnType<typeof useUnsent>[number]
