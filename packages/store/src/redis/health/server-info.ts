import type { StoreHealth } from '@threadkeep/shared'
import type { Redis } from 'ioredis'
import type { RedisStoreConfig } from '../../config.ts'
import { parseRedisUrl } from '../../rules/redis-url.ts'
import { isPermissionError } from '../connection/permission-error.ts'
import { type Assessment, assessServer } from './assess-server.ts'

const UNKNOWN = 'unknown'

export interface ServerInfo extends Assessment {
  server: NonNullable<StoreHealth['server']>
}

/**
 * From INFO, because managed Redis forbids CONFIG. Undefined if INFO is forbidden too, which does not
 * make the store unhealthy.
 */
export async function readServerInfo(
  node: Redis,
  config: Pick<RedisStoreConfig, 'waitReplicas' | 'address'> & { isCluster: boolean },
): Promise<ServerInfo | undefined> {
  const info = await readInfo(node)
  if (info === undefined) return undefined
  const save = isDefaultUser(config.address) ? await readSave(node) : undefined
  const { isCluster: isClusterClient, waitReplicas } = config
  return {
    server: {
      version: info('valkey_version') ?? info('redis_version') ?? UNKNOWN,
      role: info('role') ?? UNKNOWN,
      evictionPolicy: info('maxmemory_policy') ?? UNKNOWN,
    },
    ...assessServer({ info, save, isClusterClient, waitReplicas }),
  }
}

/** In milliseconds, by the server's clock. */
export async function readTime(node: Redis): Promise<number> {
  const [seconds, micros] = await node.time()
  return Number(seconds) * 1000 + Number(micros) / 1000
}

async function readInfo(node: Redis) {
  try {
    const info = await node.info()
    return (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1]
  } catch (error) {
    if (error instanceof Error && isPermissionError(error.message)) return undefined
    throw error
  }
}

/** Undefined if it is forbidden. The user of docs/operations.md is not asked for it at all. */
async function readSave(node: Redis): Promise<string | undefined> {
  const reply: unknown = await node.config('GET', 'save').catch(() => undefined)
  return Array.isArray(reply) && typeof reply[1] === 'string' ? reply[1] : undefined
}

/**
 * A dedicated user has rights by name, and its other commands are logged as security events (ACL
 * LOG).
 */
function isDefaultUser(address: RedisStoreConfig['address']): boolean {
  const username =
    address.mode === 'sentinel' ? address.username : parseRedisUrl(address.url).username
  return !username || username === 'default'
}
