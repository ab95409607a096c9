import { createStore, DEFAULT_LIMITS, type NewMessage, type RedisAddress } from '@threadkeep/store'
import { PAGE, type Session, TITLE, TTL_SECONDS } from './contestant.ts'

/** As many as one append takes. */
const LOAD_BATCH = 50
export const TENANT = 'contoso'

export async function connect(url: string): Promise<Session> {
  return openStore({ mode: 'standalone', url })
}

/** The store as a server uses it: the owner is looked up for every call, as for every request. */
export function openStore(address: RedisAddress): Session {
  const store = createStore({
    kind: 'redis',
    address,
    ttlSeconds: TTL_SECONDS,
    // Far above what is measured, so that a busy machine makes a run slow and not wrong.
    commandTimeoutMs: 30_000,
    waitReplicas: 0,
    // Caps are checked all the same; these only let histories grow while they are measured.
    limits: {
      ...DEFAULT_LIMITS,
      messagesPerConversation: 1_000_000,
      conversationsPerUser: 1_000_000,
    },
  })
  const of = (userId: string) => store.forOwner({ tenantId: TENANT, userId })
  return {
    async begin(user, texts) {
      const { conversation } = await of(user).start({ title: TITLE })
      for (let from = 0; from < texts.length; from += LOAD_BATCH) {
        const messages = texts.slice(from, from + LOAD_BATCH).map(userMessage)
        await of(user).append(conversation.id, { messages })
      }
      return conversation.id
    },
    append: (user, id, text) => of(user).append(id, { messages: [userMessage(text)] }),
    async newest(user, id) {
      const { items } = await of(user).messages(id, { limit: PAGE })
      return items.map(({ content }) => (content.type === 'text' ? content.text : ''))
    },
    async list(user) {
      const { items } = await of(user).list({ limit: PAGE })
      return items.map(({ id }) => id)
    },
    start: (user) => of(user).start({ title: TITLE }),
    setStatus: (user, id, status) => of(user).setStatus(id, status),
    [Symbol.asyncDispose]: () => store.close(),
  }
}

function userMessage(text: string): NewMessage {
  return { role: 'user', content: { type: 'text', text } }
}
