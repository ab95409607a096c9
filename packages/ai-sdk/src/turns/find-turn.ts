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
  // The newest run follows the conversation at once, ended or not. It is here before this response.
  const messages = await readNewest(context.client, context.conversationId)
  const message = messages.filter(({ role }) => role === 'user').at(-1)
  if (message === undefined) return null
  const newest = live.state().run
  const run = newest?.id === message.id ? newest : null
  const replies = repliesTo(message, messages)
  if (run?.status === 'running') return { message, run, replies }
  const isMissed = memory.lastSeq === message.seq && replies.length > 0
  return isMissed ? { message, run, replies } : null
}
