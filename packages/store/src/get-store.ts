import type { ConversationStore } from './conversation-store.ts'
import { createStore } from './create-store.ts'
import { EnvError, environmentWith, parseStoreEnv } from './env.ts'
import { readRedisUrl } from './rules/redis-url.ts'

/** By settings, so that one address is one store whichever way it was named. */
const stores = new Map<string, ConversationStore>()

/**
 * The process's store: one for the same settings, and one Redis client for all that use it.
 * Settings come from the environment; `redisUrl` goes before every address there. Throws EnvError
 * when they are wrong.
 */
export function getStore(redisUrl?: string): ConversationStore {
  const problem = redisUrl === undefined ? undefined : readRedisUrl(redisUrl)
  if (typeof problem === 'string') {
    throw new EnvError([{ variable: 'redisUrl', message: problem }])
  }
  const config = parseStoreEnv(environmentWith(redisUrl))
  const settings = JSON.stringify(config)
  const known = stores.get(settings)
  if (known !== undefined) return known

  const store = createStore(config, {
    observe: (event) => {
      if (event.type === 'warning') process.emitWarning(event.message, 'ThreadkeepWarning')
    },
  })
  const shared: ConversationStore = {
    ...store,
    async close() {
      if (stores.get(settings) === shared) stores.delete(settings)
      await store.close()
    },
  }
  stores.set(settings, shared)
  return shared
}
