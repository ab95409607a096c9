import type { Run } from '@threadkeep/shared'
import type { OwnerConversations } from '@threadkeep/store'

/** Resolves when a run, of this server or another one, has ended, or the wait times out. */
export async function runEnd(
  conversations: OwnerConversations,
  conversationId: string,
  run: Run,
  maxWaitMs: number,
): Promise<void> {
  const runs = conversations.runs(conversationId)
  const signal = AbortSignal.timeout(maxWaitMs)
  for await (const { event } of runs.watch({ signal })) {
    // A watch tells nothing of a run that ended before it began.
    if (event.type === 'conversation') {
      const newest = await runs.newest()
      if (newest?.startedAt !== run.startedAt || newest.status !== 'running') return
    }
    if (event.type === 'run' && event.run.status !== 'running') return
    if (event.type === 'message' && event.message.role === 'user') return
  }
}
