import { notifyManager, useMutation } from '@tanstack/react-query'
import type { Conversation, Status } from '../../api.ts'
import { useClient } from '../../client/client-context.tsx'
import { describeError } from '../../errors.ts'
import { notify } from '../../ui/notify.ts'
import { STATUS_LABELS } from '../../ui/status-label.tsx'
import { countWords } from '../count-words.ts'

const MAX_IDS_PER_CALL = 100

interface StatusChange {
  /** As they were. */
  before: readonly Conversation[]
  status: Status
  canUndo: boolean
}

/** Shown at once; what was rejected is taken back. Undoing is the same change backwards. */
export function useSetStatusMany() {
  const { api, cache } = useClient()

  function put(conversations: readonly Conversation[]) {
    notifyManager.batch(() => {
      for (const conversation of conversations) cache.put(conversation)
    })
  }

  const { mutate } = useMutation({
    onMutate({ before, status }: StatusChange) {
      put(before.map((each) => ({ ...each, status })))
    },
    async mutationFn({ before, status }: StatusChange) {
      const ids = before.map(({ id }) => id)
      const failed = new Set<string>()
      for (let from = 0; from < ids.length; from += MAX_IDS_PER_CALL) {
        const conversationIds = ids.slice(from, from + MAX_IDS_PER_CALL)
        const { results } = await api.conversation.setStatusMany.mutate({ conversationIds, status })
        put(results.flatMap(({ conversation }) => conversation ?? []))
        for (const { conversationId, reason } of results) {
          if (reason !== null) failed.add(conversationId)
        }
      }
      return failed
    },
    onSuccess(failed, { before, status, canUndo }) {
      put(before.filter(({ id }) => failed.has(id)))
      const changed = before.filter(({ id }) => !failed.has(id))
      const words = `${countWords(changed.length)}: ${STATUS_LABELS[status].toLowerCase()}.`
      if (failed.size > 0) notify(`${words} ${countWords(failed.size)} could not be changed.`)
      else if (canUndo) notify(words, { label: 'Undo', onClick: () => undo(changed) })
    },
    onError(error, { before }) {
      put(before)
      notify(`Status not changed. ${describeError(error)}`)
    },
  })

  function undo(changed: readonly Conversation[]) {
    for (const [status, former] of Map.groupBy(changed, (each) => each.status)) {
      const before = former.map((each) => cache.find(each.id) ?? each)
      mutate({ before, status, canUndo: false })
    }
  }

  return (before: readonly Conversation[], status: Status) =>
    mutate({ before: before.filter((each) => each.status !== status), status, canUndo: true })
}
