import { createStore, parseStoreEnv } from '@threadkeep/store'
import { newestMessages, openSession } from '@threadkeep/store/adapters'
import type { Subject } from './history.ts'

export const threadkeep: Subject = {
  name: 'Threadkeep',
  usesRedis: true,
  async open({ redisUrl, cluster, user, session }) {
    const env = { REDIS_URL: redisUrl, REDIS_CLUSTER: String(cluster) }
    const store = createStore(parseStoreEnv(env))
    const conversations = store.forOwner({ tenantId: 'contoso', userId: user })
    const kept = openSession({ conversations, sessionId: session })
    return {
      async append(texts, idempotencyKey) {
        const messages = texts.map((text) => ({
          role: 'user' as const,
          content: { type: 'text' as const, text },
        }))
        await kept.append({ messages, idempotencyKey })
      },
      async newest(count) {
        const messages = await kept.withConversation((id) =>
          newestMessages(conversations, id, count),
        )
        return (messages ?? []).map(({ content }) => (content.type === 'text' ? content.text : ''))
      },
      close: async () => store.close(),
    }
  },
}
