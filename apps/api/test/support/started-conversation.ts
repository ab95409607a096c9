import type { Owner } from '@threadkeep/shared'
import type { Client } from './api.ts'
import { newOwner } from './owners.ts'

/** A conversation just started, and what was said in it so far. */
export async function startConversation(
  api: { as(owner: Owner): Promise<Client> },
  owner = newOwner(),
) {
  const { conversation } = await api.as(owner)
  const { id } = await conversation.start.mutate({})
  const texts = async () => {
    const { items } = await conversation.messages.query({ conversationId: id })
    return items.map(({ role, content }) => [role, content.type === 'text' && content.text])
  }
  return { conversation, conversationId: id, texts }
}
