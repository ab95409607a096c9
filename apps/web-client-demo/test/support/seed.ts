import type { Owner } from '@threadkeep/shared'
import { createStore, type OwnerConversations, parseStoreEnv } from '@threadkeep/store'

/** Writes straight into the store what a person would need weeks for. */
export async function seed(
  redisUrl: string,
  owner: Owner,
  write: (conversations: OwnerConversations) => Promise<void>,
): Promise<void> {
  const store = createStore(
    parseStoreEnv({ REDIS_URL: redisUrl, REDIS_COMMAND_TIMEOUT_MS: '5000' }),
  )
  await write(store.forOwner(owner))
  await store.close()
}
