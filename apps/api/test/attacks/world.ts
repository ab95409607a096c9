import type { NewContent, Owner } from '@threadkeep/shared'
import { createStore } from '@threadkeep/store'
import { type FaultProxy, startProxy, startRedis } from '@threadkeep/store/testing'
import { redisConfig } from '../support/api.ts'
import { startBuiltServer } from '../support/built-server.ts'
import { newOwner } from '../support/owners.ts'
import { SECRET, signToken } from '../support/tokens.ts'

/** A built server, and its way to Redis. */
export interface World extends AsyncDisposable {
  readonly url: string
  /** Where probes are served. */
  readonly probesUrl: string
  readonly pid: number
  /** Undefined where the server connects to Redis directly. */
  readonly link: FaultProxy | undefined
  /** A user with a conversation of as many messages of this size; beside the server, so for no points. */
  createUser(messages: number, bytes: number): Promise<User>
}

export interface User {
  owner: Owner
  token: string
  conversationId: string
}

export async function startWorld({ hasAdminPort = true, hasLink = false } = {}): Promise<World> {
  const redis = await startRedis()
  // It works in this process, so only where its speed is wanted.
  const link = hasLink ? await startProxy(redis) : undefined
  const server = await startBuiltServer({
    NODE_ENV: 'production',
    AUTH_JWT_SECRET: SECRET,
    REDIS_URL: (link ?? redis).url,
    ...(hasAdminPort && { ADMIN_PORT: '0' }),
  })
  const store = createStore(redisConfig(redis.url))
  const [, adminUrl] = /metrics are served at (http:\S+?)"/.exec(server.output()) ?? []
  return {
    url: server.url,
    probesUrl: adminUrl ?? server.url,
    pid: server.pid,
    link,
    async createUser(messages, bytes) {
      const owner = newOwner()
      const conversations = store.forOwner(owner)
      const { conversation } = await conversations.start()
      const data = { text: 'x'.repeat(bytes) }
      const content: NewContent = { type: 'cardAction', actionId: 'a', data }
      for (let n = 0; n < messages; n++) {
        await conversations.append(conversation.id, { messages: [{ role: 'user', content }] })
      }
      return { owner, token: await signToken(owner), conversationId: conversation.id }
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await store.close()
      await link?.stop()
      await redis.stop()
    },
  }
}
