import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Conversation } from '../api.ts'
import { useClient } from '../client/client-context.tsx'
import { describeError, reasonOf } from '../errors.ts'
import { useToast } from '../ui/toast.tsx'

/**
 * Renames on the condition that nobody else has. The revision also moves with every message; then
 * the title is still what it was, and the rename is simply asked for again.
 */
export function useRename(): (seen: Conversation, title: string) => void {
  const { trpc, cache } = useClient()
  const queryClient = useQueryClient()
  const toast = useToast()

  const { mutate } = useMutation(
    trpc.conversation.rename.mutationOptions({
      onMutate({ conversationId, title }) {
        const before = cache.find(conversationId)
        if (before) cache.put({ ...before, title })
        return before
      },
      onSuccess: (conversation) => cache.put(conversation),
    }),
  )

  return function rename(seen, title) {
    mutate(
      { conversationId: seen.id, title, expectedRevision: seen.revision },
      {
        onError(error, { conversationId }, before) {
          if (before) cache.put(before)
          if (reasonOf(error) !== 'REVISION_CONFLICT') {
            toast(`Not renamed. ${describeError(error)}`)
            return
          }
          const newest = trpc.conversation.get.queryOptions({ conversationId }, { staleTime: 0 })
          queryClient.fetchQuery(newest).then(
            (current) => {
              cache.put(current)
              if (current.title === title) return
              if (current.title === seen.title) rename(current, title)
              else toast(`Not renamed. Meanwhile it was named “${current.title ?? 'Untitled'}”.`)
            },
            (failure: unknown) => toast(`Not renamed. ${describeError(failure)}`),
          )
        },
      },
    )
  }
}
