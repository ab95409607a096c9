import type { ThreadkeepClient } from '@threadkeep/client'
import type { ConversationMemory } from '../conversation/client-memory.ts'
import type { LiveConversation } from '../conversation/live-conversation.ts'
import { endOf, type Turn } from '../conversation/turn.ts'

export interface ConversationContext {
  client: ThreadkeepClient
  conversationId: string
  memory: ConversationMemory
  live: LiveConversation
}

/**
 * Stops the agent on an abort. The message itself goes its way: whether it was stored must not depend
 * on when it was that the user pressed the button.
 */
export function stopOnAbort(
  context: ConversationContext,
  signal: AbortSignal | undefined,
  begun: Promise<Turn>,
): void {
  const { memory, live } = context

  function stop() {
    const stopping = begun.then(
      (turn) => stopTurn(context, turn),
      // Nothing was begun, so there is nothing to stop.
      () => {},
    )
    const settled = stopping.finally(() => {
      live.close()
      if (memory.stopping === settled) memory.stopping = undefined
    })
    // A failure is for those who wait for it.
    settled.catch(() => {})
    memory.stopping = settled
  }

  if (signal?.aborted) stop()
  signal?.addEventListener('abort', stop, { once: true })
}

/** Resolves once what had been said is stored. */
async function stopTurn(
  { client, conversationId, live }: ConversationContext,
  turn: Turn,
): Promise<void> {
  if (endOf(turn, live.state()) !== undefined) return
  await client.conversation.stop.mutate({ conversationId })
  // Without a watch nobody tells.
  if (live.state().conversation === null) return
  await live.until(() => endOf(turn, live.state()) !== undefined)
}
