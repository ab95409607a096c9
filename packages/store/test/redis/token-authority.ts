import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import type { CredentialsProvider } from '../../src/redis/credentials/renew-credentials.ts'
import type { RedisServer } from '../../testing/index.ts'
import { pollUntil } from '../../testing/index.ts'

/** What an authority and its servers do with the tokens of one identity, as Azure does. */
export interface TokenAuthority extends AsyncDisposable {
  /** A new token with each call. Rejects once `isDown`. */
  provider: CredentialsProvider
  isDown: boolean
  /** How many tokens have been issued, and how many have expired. */
  issued(): number
  expired(): number
  /** Connections that still had a token when it expired, all of which were cut off. */
  cutOff(): number
  /** Every failure of the authority itself. */
  failures: unknown[]
}

/**
 * Each token is a user of its own, so that Redis itself knows which connections logged in with it: when a
 * token expires its password is removed and its connections are killed, on every server. Nobody else can
 * log in any more.
 */
export async function startTokenAuthority(
  servers: readonly Pick<RedisServer, 'url'>[],
  lifetimeMs: number,
): Promise<TokenAuthority> {
  const admins = servers.map(({ url }) => new Redis(url))
  const onAll = <Result>(act: (admin: Redis) => Promise<Result>) => Promise.all(admins.map(act))
  // Of replicas: they log in again after a reconnect.
  const password = randomUUID()
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
      const token = randomUUID()
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
    failures,
    async [Symbol.asyncDispose]() {
      for (const timer of timers) clearTimeout(timer)
      for (const admin of admins) admin.disconnect()
    },
  }
  return authority
}

/** Settles when so many tokens have expired. */
export function untilExpired(authority: TokenAuthority, count: number): Promise<void> {
  return pollUntil(
    `${count} tokens have expired`,
    async () => authority.expired() >= count,
    600_000,
  )
}
