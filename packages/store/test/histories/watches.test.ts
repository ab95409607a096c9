import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { afterAll, test } from 'vitest'
import { createStore } from '../../src/create-store.ts'
import { newOwner, openStore, startRawRedis } from '../redis/support.ts'
import { HISTORIES } from './how-many.ts'
import { watchersSeeEverything } from './watches.ts'

const timeout = { timeout: 600_000 }

const redis = await startRawRedis()
const inRedis = openStore(redis.url)
const inMemory = createStore({
  kind: 'memory',
  ttlSeconds: 3600,
  limits: DEFAULT_LIMITS,
  maxConversations: 10_000,
})
afterAll(async () => {
  await Promise.all([inRedis.close(), inMemory.close()])
  await redis[Symbol.asyncDispose]()
})

test('in Redis a watcher sees everything once in random histories', timeout, () =>
  watchersSeeEverything(() => inRedis.forOwner(newOwner()), HISTORIES),
)

test('in memory a watcher sees everything once in random histories', timeout, () =>
  watchersSeeEverything(() => inMemory.forOwner(newOwner()), HISTORIES),
)
