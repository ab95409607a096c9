import type { ConversationStore } from './conversation-store.ts'
import { createStore } from './create-store.ts'
import { EnvError, environmentWith, parseStoreEnv } from './env.ts'
import { readRedisUrl } from './rules/redis-url.ts'

/** Keyed by settings, so that one address is one store however it was named. */
const stores = new Map<string, ConversationStore>()

/**
 * The process's store. The same settings give the same store, with one Redis client. Settings come
 * from the environment; `redisUrl` overrides every address there. Throws EnvError if they are
 * wrong.
 */
export function getStore(redisUrl?: string): ConversationStore {
  const problem = redisUrl === undefined ? undefined : readRedisUrl(redisUrl)
  if (typeof problem === 'string') {
    throw new EnvError([{ variable: 'redisUrl', message: problem }])
  }
  const config = parseStoreEnv(environmentWith(redisUrl))
  if (config.kind === 'redis' && config.entra) {
    const message = 'entra needs createStore, with the credentials of @threadkeep/entra'
    throw new EnvError([{ variable: 'REDIS_AUTH', message }])
  }
  const settings = JSON.stringify(config)
  const known = stores.get(settings)
  if (known !== undefined) return known

  const store = createStore(config, {
    observe: (event) => {
      if (event.type === 'warning') process.emitWarning(event.message, 'ThreadkeepWarning')
      if (event.type === 'outage') process.emitWarning(event.reason, 'ThreadkeepOutage')
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
