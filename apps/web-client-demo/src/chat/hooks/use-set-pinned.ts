import { useMutation } from '@tanstack/react-query'
import type { Conversation } from '../../api.ts'
import { useClient } from '../../client/client-context.tsx'
import { withPin } from '../../conversations/pinned.ts'
import { describeError, reasonOf } from '../../errors.ts'
import { notify } from '../../ui/notify.ts'

/** Shown at once, and taken back with the reason if it fails. */
export function useSetPinned(conversation: Conversation): (pinned: boolean) => void {
  const { api, cache } = useClient()
  const { id } = conversation

  /** Metadata is replaced as a whole, so what others wrote into it meanwhile is read first. */
  async function store(seen: Conversation, pinned: boolean): Promise<Conversation> {
    try {
      return await api.conversation.setMetadata.mutate({
        conversationId: id,
        metadata: withPin(seen.metadata, pinned),
        expectedRevision: seen.revision,
      })
    } catch (error) {
      if (reasonOf(error) !== 'REVISION_CONFLICT') throw error
      return store(await api.conversation.get.query({ conversationId: id }), pinned)
    }
  }

  const { mutate } = useMutation({
    // One after the other: of two that conflict, the first could be applied last.
    scope: { id: `pin ${id}` },
    mutationFn: (pinned: boolean) => store(cache.find(id) ?? conversation, pinned),
    onMutate(pinned) {
      const before = cache.find(id)
      if (before) cache.put({ ...before, metadata: withPin(before.metadata, pinned) })
      return before
    },
    onSuccess: (stored) => cache.put(stored),
    onError(error, pinned, before) {
      const shown = cache.find(id)
      if (shown && shown.revision === before?.revision) {
        cache.put({ ...shown, metadata: before.metadata })
      }
      notify(`Not ${pinned ? 'pinned' : 'unpinned'}. ${describeError(error)}`)
    },
  })
  return mutate
}
