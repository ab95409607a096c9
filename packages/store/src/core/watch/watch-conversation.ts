import type { ConversationEvent, Tracked } from '@threadkeep/shared'
import type { WatchOptions } from '../../conversation-runs.ts'
import type { OwnerContext } from '../owner-context.ts'
import { positionBehind, readStep } from './conversation-step.ts'
import { createWake } from './wake.ts'

/**
 * Events are read from what is stored, never taken from notices: a notice only says that it is time
 * to read. So a lost notice costs a delay, and a watcher that returns reads on after its cursor.
 *
 * What is told next depends on the position alone, so watchers at the same one share it: each further
 * watcher costs a wake-up, and neither a read nor its events.
 */
export async function* watchConversation(
  context: OwnerContext,
  id: string,
  { lastEventId, signal }: WatchOptions,
): AsyncIterable<Tracked<ConversationEvent>> {
  const { ownerKey, steps, onOrphan, subscribe } = context
  const { wake, wait } = createWake()
  const group = `${ownerKey} ${id}`
  const unsubscribe = subscribe((notice) => {
    if ('id' in notice && notice.id !== id) return
    steps.expire(group)
    wake()
  })
  // Asking the signal itself at each step would be felt.
  let isAborted = signal.aborted
  const abort = () => {
    isAborted = true
    wake()
  }
  signal.addEventListener('abort', abort)
  try {
    let position = positionBehind(lastEventId)
    while (!isAborted) {
      const step = await steps.share(group, position, () => readStep(context, id, position))
      if (isAborted) return
      if (step.orphaned) onOrphan(id)
      for (const event of step.events) {
        yield event
        // The reader may have taken long: its token has ended, or the server stops.
        if (isAborted) return
      }
      position = step.position
      if (step.waitMs > 0) await wait(step.waitMs)
    }
  } finally {
    signal.removeEventListener('abort', abort)
    unsubscribe()
  }
}
