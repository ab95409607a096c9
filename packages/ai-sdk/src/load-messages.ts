import type { ThreadkeepClient } from '@threadkeep/client'
import type { UIMessage } from 'ai'
import { memoryOf, remember } from './conversation/client-memory.ts'
import { readAll } from './conversation/read-messages.ts'
import { toUIMessages } from './messages/ui-messages.ts'

/**
 * All messages of a conversation, for `messages` of `useChat`. Waits for the end of a reply that this
 * page is stopping.
 */
export async function loadMessages(
  client: ThreadkeepClient,
  conversationId: string,
): Promise<UIMessage[]> {
  const memory = memoryOf(client, conversationId)
  await memory.stopping
  const messages = await readAll(client, conversationId)
  remember(memory, messages)
  memory.lastSeq = messages.at(-1)?.seq ?? 0
  return toUIMessages(conversationId, messages)
}
