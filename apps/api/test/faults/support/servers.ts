import type { FaultProxy } from '@threadkeep/store/testing'
import {
  type RedisOptions,
  type RedisServer,
  startProxy,
  startRedis,
} from '@threadkeep/store/testing'
import { type RedisOptions as ClientOptions, Redis } from 'ioredis'
import type { Arrange, Keep } from './fault.ts'
import { PASSWORD } from './settings.ts'

export interface Guarded {
  server: RedisServer
  /** Logged in, and may do anything. */
  admin: Redis
}

type Act<Scene> = (scene: Scene) => unknown

/** A server behind a password, and what happens to it. */
export function onServer(
  strike: Act<Guarded>,
  repair: Act<Guarded>,
  options: RedisOptions = {},
): Arrange {
  return async (keep) => {
    const guarded = await startGuarded(keep, options)
    const isOpen = options.config?.['requirepass'] === '""'
    return {
      variables: { REDIS_URL: isOpen ? guarded.server.url : urlOf(guarded.server) },
      servers: [guarded.admin],
      strike: () => strike(guarded),
      repair: () => repair(guarded),
    }
  }
}

/** A network between the API and a sound server, and what happens to it. */
export function onTheWay(
  strike: (proxy: FaultProxy, deadlineMs: number) => unknown,
  repair: Act<FaultProxy> = (proxy) => proxy.heal(),
): Arrange {
  return async (keep, deadlineMs) => {
    const { server, admin } = await startGuarded(keep)
    const proxy = keep(await startProxy(server))
    return {
      variables: { REDIS_URL: urlOf(proxy) },
      servers: [admin],
      strike: () => strike(proxy, deadlineMs),
      repair: () => repair(proxy),
    }
  }
}

export async function startGuarded(
  keep: Keep,
  { appendonly = false, config = {} }: RedisOptions = {},
): Promise<Guarded> {
  const options = { appendonly, config: { requirepass: PASSWORD, ...config } }
  const server = keep(await startRedis(options))
  return { server, admin: adminOf(keep, { port: server.port, password: PASSWORD }) }
}

type RedisTarget = Pick<ClientOptions, 'port' | 'password' | 'tls'>

export function adminOf(keep: Keep, target: RedisTarget): Redis {
  const admin = new Redis({
    ...target,
    host: '127.0.0.1',
    protocol: 2,
    // It is the test itself that takes the server away.
    retryStrategy: () => 50,
  })
  admin.on('error', () => {})
  keep({ [Symbol.asyncDispose]: async () => admin.disconnect() })
  return admin
}

export function urlOf({ port }: { port: number }): string {
  return `redis://:${PASSWORD}@127.0.0.1:${port}`
}
