import { randomUUID } from 'node:crypto'
import { Redis, type RedisOptions } from 'ioredis'
import type { CredentialsProvider } from '../../src/redis/credentials/renew-credentials.ts'
import { pollUntil } from './poll.ts'
import type { RedisServer } from './redis.ts'

export interface TokenAuthorityOptions {
  lifetimeMs: number
  /** The servers' certificate authority, of those that speak TLS. */
  tls?: RedisOptions['tls']
  /** What a token looks like. Default: random. */
  toToken?: (username: string) => string
}

/** An issuer of tokens that end, and the servers that take them. */
export interface TokenAuthority extends AsyncDisposable {
  /** A new token with each call. Rejects while `isDown`. */
  readonly provider: CredentialsProvider
  isDown: boolean
  issued(): number
  expired(): number
  /** How many connections still had a token when it expired, all of which were cut off. */
  cutOff(): number
  /** Rejects if a token could not be made to expire. */
  untilExpired(count: number): Promise<void>
}

/**
 * Each token has a user of its own, so that Redis itself knows which connections logged in by it. When it
 * expires its password is removed and its connections are killed, on every server. Nobody else can log in.
 */
export async function startTokenAuthority(
  servers: readonly Pick<RedisServer, 'url'>[],
  { lifetimeMs, tls, toToken = () => randomUUID() }: TokenAuthorityOptions,
): Promise<TokenAuthority> {
  const admins = servers.map(({ url }) => new Redis(url, tls === undefined ? {} : { tls }))
  const onAll = <Result>(act: (admin: Redis) => Promise<Result>) => Promise.all(admins.map(act))
  const password = randomUUID()
  // Replicas log in to their master.
  await onAll((admin) => admin.config('SET', 'masterauth', password))
  await onAll((admin) => admin.config('SET', 'requirepass', password))
  for (const admin of admins) admin.options.password = password

  const timers = new Set<NodeJS.Timeout>()
  const failures: unknown[] = []
  let [issued, expired, cutOff] = [0, 0, 0]

  async function expire(user: string): Promise<void> {
    await onAll((admin) => admin.call('ACL', 'SETUSER', user, 'resetpass', 'off'))
    const killed = await onAll((admin) => admin.call('CLIENT', 'KILL', 'USER', user))
    cutOff += killed.reduce<number>((sum, count) => sum + Number(count), 0)
    expired += 1
  }

  const authority: TokenAuthority = {
    isDown: false,
    async provider() {
      if (authority.isDown) throw Object.assign(new Error('secret'), { code: 'ECONNREFUSED' })
      const username = `token-${issued}`
      const token = toToken(username)
      issued += 1
      await onAll((admin) =>
        admin.call('ACL', 'SETUSER', username, 'on', `>${token}`, '~*', '&*', '+@all'),
      )
      const timer = setTimeout(() => {
        timers.delete(timer)
        expire(username).catch((error: unknown) => failures.push(error))
      }, lifetimeMs)
      timers.add(timer)
      return { username, password: token, expiresAt: Date.now() + lifetimeMs }
    },
    issued: () => issued,
    expired: () => expired,
    cutOff: () => cutOff,
    async untilExpired(count) {
      const isOver = async () => expired >= count || failures.length > 0
      await pollUntil(`${count} tokens have expired`, isOver, 600_000)
      if (failures.length > 0) throw failures[0]
    },
    async [Symbol.asyncDispose]() {
      for (const timer of timers) clearTimeout(timer)
      for (const admin of admins) admin.disconnect()
    },
  }
  return authority
}
