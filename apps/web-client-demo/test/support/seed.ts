import { MAX_MESSAGES_PER_APPEND, type NewMessage, type Owner } from '@threadkeep/shared'
import { createStore, type OwnerConversations, parseStoreEnv } from '@threadkeep/store'

/** Writes straight into the store what a person would need weeks for. */
export async function seed<Written>(
  redisUrl: string,
  owner: Owner,
  write: (conversations: OwnerConversations) => Promise<Written>,
): Promise<Written> {
  const store = createStore(
    parseStoreEnv({ REDIS_URL: redisUrl, REDIS_COMMAND_TIMEOUT_MS: '5000' }),
  )
  const written = await write(store.forOwner(owner))
  await store.close()
  return written
}

/** A conversation with these messages. The path of its page. */
export async function seedConversation(
  redisUrl: string,
  owner: Owner,
  title: string,
  messages: readonly NewMessage[],
): Promise<string> {
  return seed(redisUrl, owner, async (conversations) => {
    const { conversation } = await conversations.start({ title })
    for (let at = 0; at < messages.length; at += MAX_MESSAGES_PER_APPEND) {
      const some = messages.slice(at, at + MAX_MESSAGES_PER_APPEND)
      await conversations.append(conversation.id, { messages: some })
    }
    return `/c/${conversation.id}`
  })
}

export function user(text: string): NewMessage {
  return { role: 'user', content: { type: 'text', text } }
}

export function agent(text: string): NewMessage {
  return { role: 'assistant', content: { type: 'text', text } }
}
