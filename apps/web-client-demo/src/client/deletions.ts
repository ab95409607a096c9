import type { Api } from '../api.ts'

/**
 * Conversations that are about to be deleted. They are hidden at once and deleted a little later, so
 * that it can be undone: what is deleted cannot be brought back.
 */
export interface Deletions {
  /**
   * Deletes these conversations after the delay. The function returned shows them again instead; false
   * where it is too late.
   */
  request(ids: readonly string[]): () => boolean
  subscribe(listener: () => void): () => void
  /** Ids that are not to be shown. */
  getSnapshot(): ReadonlySet<string>
  /** The function returned deletes at once what still waits. */
  start(): () => void
}

export interface DeletionsOptions {
  api: Api
  /** Whose requests outlive the page. */
  partingApi: Api
  onDeleted(id: string): void
  /** They are shown again. */
  onFailed(ids: readonly string[], error: unknown): void
}

export const UNDO_MS = 5_000
const MAX_IDS_PER_CALL = 100

export function createDeletions(options: DeletionsOptions): Deletions {
  const { api, partingApi, onDeleted, onFailed } = options
  const listeners = new Set<() => void>()
  const waiting = new Map<ReturnType<typeof setTimeout>, readonly string[]>()
  let hidden: ReadonlySet<string> = new Set()

  function change(next: ReadonlySet<string>) {
    hidden = next
    for (const listener of listeners) listener()
  }

  function show(ids: readonly string[]) {
    change(new Set([...hidden].filter((id) => !ids.includes(id))))
  }

  async function remove(ids: readonly string[], by = api): Promise<void> {
    const failed = new Set(ids)
    let cause: unknown
    try {
      for (let from = 0; from < ids.length; from += MAX_IDS_PER_CALL) {
        const conversationIds = ids.slice(from, from + MAX_IDS_PER_CALL)
        const { results } = await by.conversation.deleteMany.mutate({ conversationIds })
        for (const { conversationId, reason } of results) {
          if (reason !== null && reason !== 'CONVERSATION_NOT_FOUND') continue
          failed.delete(conversationId)
          onDeleted(conversationId)
        }
      }
    } catch (error) {
      cause = error
    }
    show(ids)
    if (failed.size > 0) onFailed([...failed], cause)
  }

  function removeWaiting(by: Api) {
    for (const [timer, ids] of waiting) {
      clearTimeout(timer)
      void remove(ids, by)
    }
    waiting.clear()
  }

  const removeAtEnd = () => removeWaiting(partingApi)

  return {
    request(ids) {
      change(new Set([...hidden, ...ids]))
      const timer = setTimeout(() => {
        waiting.delete(timer)
        void remove(ids)
      }, UNDO_MS)
      waiting.set(timer, ids)
      return () => {
        if (!waiting.delete(timer)) return false
        clearTimeout(timer)
        show(ids)
        return true
      }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    getSnapshot: () => hidden,
    start() {
      window.addEventListener('pagehide', removeAtEnd)
      return () => {
        window.removeEventListener('pagehide', removeAtEnd)
        removeWaiting(api)
      }
    },
  }
}
