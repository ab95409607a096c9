import type { ConversationStore } from './conversation-store.ts'
import { createStore } from './create-store.ts'
import { EnvError, environmentWith, isRedisUrl, parseStoreEnv } from './env.ts'

const stores = new Map<string, ConversationStore>()

/**
 * The process's store: one per address, and one Redis client for all that use it. Settings come
 * from the environment; `redisUrl` goes before REDIS_URL. Throws EnvError when they are wrong.
 */
export function getStore(redisUrl?: string): ConversationStore {
  if (redisUrl !== undefined && !isRedisUrl(redisUrl)) {
    throw new EnvError([{ variable: 'redisUrl', message: 'must be a redis:// or rediss:// URL' }])
  }
  const address = redisUrl ?? ''
  const known = stores.get(address)
  if (known !== undefined) return known

  const config = parseStoreEnv(environmentWith(redisUrl))
  const store = createStore(config, {
    observe: (event) => {
      if (event.type === 'warning') process.emitWarning(event.message, 'ThreadkeepWarning')
    },
  })
  const shared: ConversationStore = {
    ...store,
    async close() {
      stores.delete(address)
      await store.close()
    },
  }
  stores.set(address, shared)
  return shared
}
