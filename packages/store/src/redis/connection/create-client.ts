import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import { type Cluster, Redis, type RedisOptions } from 'ioredis'
import type { RedisStoreConfig } from '../../config.ts'
import { parseRedisUrl } from '../../rules/redis-url.ts'
import { createClusterClient } from './cluster-client.ts'

export type RedisClient = Redis | Cluster

/**
 * A client without its own queueing and re-sending. By default ioredis writes twice after a lost
 * reply, and executes commands that timed out long ago. execute-with-retry.ts waits and retries
 * instead, with the dedup key of each change.
 */
export function createClient(
  config: RedisStoreConfig,
  { shardedSubscribers = false } = {},
): RedisClient {
  const policy = clientPolicy(config)
  const { address } = config
  if (address.mode === 'sentinel') {
    const tls = address.tls ? tlsOptions(config) : undefined
    return new Redis({
      ...policy,
      ...STANDALONE_POLICY,
      ...credentials(address.username, address.password),
      sentinelUsername: address.sentinelUsername,
      sentinelPassword: address.sentinelPassword,
      name: address.name,
      sentinels: [...address.sentinels],
      role: 'master',
      sentinelCommandTimeout: config.commandTimeoutMs,
      sentinelRetryStrategy: retryDelay,
      // A master that comes back after a failover must lose its clients before it takes writes.
      failoverDetector: true,
      // Its role is looked at by this check. While a server loads, look again soon: by default its own
      // estimate decides, up to 10 s.
      enableReadyCheck: true,
      maxLoadingRetryTime: 100,
      ...(tls && { tls, sentinelTLS: tls, enableTLSForSentinelMode: true }),
    })
  }
  const { hosts, username, password, ...url } = parseRedisUrl(address.url)
  const [{ host, port }] = hosts
  const endpoint = {
    ...policy,
    ...credentials(username, password),
    ...(url.tls && { tls: tlsOptions(config, host) }),
  }
  if (address.mode === 'standalone') {
    return leaveWrongDatabase(
      new Redis({ ...endpoint, ...STANDALONE_POLICY, host, port, db: url.database }),
    )
  }
  return createClusterClient({
    seeds: [...hosts, ...(address.seeds ?? [])],
    redisOptions: endpoint,
    retryDelay,
    shardedSubscribers,
  })
}

const STANDALONE_POLICY = {
  lazyConnect: true,
  enableOfflineQueue: false,
  retryStrategy: retryDelay,
  // notice-subscriber.ts does it. ioredis leaves the rejection of its own attempt unhandled, and that
  // ends the process, when the connection is lost once more.
  autoResubscribe: false,
} as const satisfies RedisOptions

/** A client that may not choose its database would go on with database 0. */
function leaveWrongDatabase(client: Redis): Redis {
  return client.on('error', (error: Error & { command?: { name: string } }) => {
    if (error.command?.name === 'select') client.disconnect(true)
  })
}

function clientPolicy({ commandTimeoutMs }: RedisStoreConfig) {
  return {
    replyMapping: 'legacy',
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    enableAutoPipelining: false,
    // CLIENT SETINFO would need a right that nothing else needs.
    disableClientInfo: true,
    // The only deadline of the handshake's commands.
    commandTimeout: commandTimeoutMs,
    connectTimeout: Math.max(commandTimeoutMs, 2000),
    // Destroys a connection whose peer has stopped responding.
    socketTimeout: commandTimeoutMs,
    disconnectTimeout: 1000,
    // ioredis's check waits in silence while a server loads; the server says LOADING itself.
    enableReadyCheck: false,
  } as const satisfies RedisOptions
}

/** Milliseconds before the n-th attempt to connect. Short, so that short outages end soon. */
function retryDelay(attempt: number): number {
  return Math.min(25 * 2 ** Math.min(attempt, 5), 100) + Math.floor(Math.random() * 50)
}

function credentials(username: string | undefined, password: string | undefined) {
  return {
    ...(username !== undefined && username !== '' && { username }),
    ...(password !== undefined && password !== '' && { password }),
  }
}

/** Certificates are always verified. Managed Redis needs the host name (SNI). */
function tlsOptions(
  { tlsCaPath, tlsCertPath, tlsKeyPath }: RedisStoreConfig,
  host = '',
): ConnectionOptions {
  return {
    minVersion: 'TLSv1.2',
    ...(tlsCaPath !== undefined && { ca: readFileSync(tlsCaPath) }),
    ...(tlsCertPath !== undefined && { cert: readFileSync(tlsCertPath) }),
    ...(tlsKeyPath !== undefined && { key: readFileSync(tlsKeyPath) }),
    ...(host !== '' && isIP(host) === 0 && { servername: host }),
  }
}
