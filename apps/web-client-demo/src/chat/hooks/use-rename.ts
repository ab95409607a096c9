import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Conversation } from '../../api.ts'
import { useClient } from '../../client/client-context.tsx'
import { describeError, reasonOf } from '../../errors.ts'
import { notify } from '../../ui/notify.ts'

interface Rename {
  /** The conversation as it was when its title was taken up for editing. */
  seen: Conversation
  title: string
}

/**
 * Renames unless another client has renamed it meanwhile. A message changes the revision as well;
 * then the title is still the same, and the rename is retried on the new revision.
 */
export function useRename(): (rename: Rename) => void {
  const { api, trpc, cache } = useClient()
  const queryClient = useQueryClient()

  async function settleConflict({ seen, title }: Rename) {
    const current = await queryClient.fetchQuery(
      trpc.conversation.get.queryOptions({ conversationId: seen.id }, { staleTime: 0 }),
    )
    cache.put(current)
    // The title is ours: an earlier attempt succeeded, and its response was lost.
    if (current.title === title) return
    // Without a title nobody has named it: what was seen was only suggested, and is not stored yet.
    if (current.title === null || current.title === seen.title) mutate({ seen: current, title })
    else notify(`Not renamed. Meanwhile it was named “${current.title}”.`)
  }

  const { mutate } = useMutation({
    mutationFn: ({ seen: { id, revision }, title }: Rename) =>
      api.conversation.rename.mutate({ conversationId: id, title, expectedRevision: revision }),
    onMutate({ seen, title }) {
      const before = cache.find(seen.id) ?? seen
      cache.put({ ...before, title })
      return before
    },
    onSuccess: (conversation) => cache.put(conversation),
    onError(error, rename, before) {
      const shown = cache.find(rename.seen.id)
      // The title alone: the status that is shown may be on its way.
      if (shown && shown.revision === before?.revision) {
        cache.put({ ...shown, title: before.title })
      }
      if (reasonOf(error) !== 'REVISION_CONFLICT') return sayNotRenamed(error, rename)
      return settleConflict(rename).catch((cause) => sayNotRenamed(cause, rename))
    },
  })

  // The typed title is kept in the action: a title lost in an outage would have to be typed again.
  function sayNotRenamed(error: unknown, rename: Rename) {
    notify(`Not renamed. ${describeError(error)}`, {
      label: 'Try again',
      onClick: () => mutate(rename),
    })
  }
  return mutate
}
