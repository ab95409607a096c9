import { readNewest } from '../conversation/read-messages.ts'
import { repliesTo, type Turn } from '../conversation/turn.ts'
import type { ConversationContext } from './stop-turn.ts'

/**
 * The turn whose reply is being written. Also the one whose reply was stored between the load of the
 * page's messages and now: nothing else would show it. Null otherwise.
 */
export async function findTurn(context: ConversationContext): Promise<Turn | null> {
  const { memory, live } = context
  await live.until(() => live.state().conversation !== null)
  // The run follows the conversation at once where one is running. It is here before this response.
  const messages = await readNewest(context.client, context.conversationId)
  const message = messages.filter(({ role }) => role === 'user').at(-1)
  if (message === undefined) return null
  const { run } = live.state()
  const replies = repliesTo(message, messages)
  if (run?.id === message.id) return { message, run, replies }
  const isMissed = memory.lastSeq === message.seq && replies.length > 0
  return isMissed ? { message, run: null, replies } : null
}
