import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { type Cluster, Redis, type RedisOptions } from 'ioredis'
import { expect } from 'vitest'
import type { RedisStoreConfig } from '../../src/config.ts'
import { createClient } from '../../src/redis/connection/create-client.ts'
import type { RedisServer } from '../../testing/index.ts'

export type Settings = Pick<
  RedisOptions,
  'commandTimeout' | 'enableReadyCheck' | 'password' | 'socketTimeout'
>

/** The store's own client, as the store opens it. */
export function openAs(config: Partial<RedisStoreConfig>): Redis | Cluster {
  return createClient({
    kind: 'redis',
    address: { mode: 'standalone', url: 'redis://127.0.0.1:1' },
    ttlSeconds: 60,
    limits: DEFAULT_LIMITS,
    commandTimeoutMs: 600,
    waitReplicas: 0,
    ...config,
  })
}

/** The store's own client of one server, but for these settings. */
export function openClient(url: string, settings: Settings = {}): Redis {
  const client = openAs({ address: { mode: 'standalone', url } })
  if (!(client instanceof Redis)) throw new Error('not a client of one server')
  Object.assign(client.options, settings)
  return client
}

/** A client that is the test's, and gives up when its server is gone. */
export function openPlain({ port }: Pick<RedisServer, 'port'>): Redis {
  const client = new Redis(port, { protocol: 2, retryStrategy: null })
  client.on('error', () => {})
  return client
}

/**
 * The first error that begins so, or has this code: of a client that keeps asking, or of its
 * connection. Redis 6 wraps what a script was told.
 */
export async function firstError(
  client: Redis | Cluster,
  word: string,
  ask: () => Promise<unknown>,
): Promise<unknown> {
  let found: unknown
  const wrapped = /^ERR Error running script .*: -?(?=[A-Z]{3})/
  const look = (error: unknown) => {
    if (!(error instanceof Error)) return
    const code = 'code' in error ? error.code : undefined
    if (error.message.replace(wrapped, '').startsWith(word) || code === word) found = error
  }
  client.on('error', look)
  await expect
    .poll(
      async () => {
        await ask().catch(look)
        return found
      },
      { timeout: 10_000, interval: 5 },
    )
    .toBeDefined()
  return found
}
