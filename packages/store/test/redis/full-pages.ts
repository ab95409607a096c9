import type { NewContent } from '@threadkeep/shared'
import type { OwnerConversations } from '../../src/index.ts'

const CARD: NewContent = { type: 'cardAction', actionId: 'a', data: { text: 'x'.repeat(60_000) } }

/** A conversation with two full pages. */
export async function fillWithPages(conversations: OwnerConversations): Promise<string> {
  const { conversation } = await conversations.start()
  for (let n = 0; n < 18; n++) {
    const messages = [{ role: 'user', content: CARD }] as const
    await conversations.append(conversation.id, { messages: [...messages] })
  }
  return conversation.id
}
