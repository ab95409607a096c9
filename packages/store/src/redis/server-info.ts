import type { StoreHealth } from '@threadkeep/shared'
import { Cluster } from 'ioredis'
import type { RedisClient } from './connect.ts'
import { nodesOf } from './link.ts'
import { isPermissionError } from './permission-error.ts'

const UNKNOWN = 'unknown'

export interface ServerInfo {
  server: NonNullable<StoreHealth['server']>
  /** It answers, and can still not keep conversations: a replica, or a cluster asked as one server. */
  unusable: boolean
  /** What puts conversations at risk, in words for an operator. */
  warnings: string[]
}

/**
 * Read from INFO, because managed Redis forbids CONFIG. Of a cluster, one master answers. Undefined
 * where INFO is forbidden too, which takes nothing away from a store that works.
 */
export async function readServerInfo(client: RedisClient): Promise<ServerInfo | undefined> {
  const info = await nodesOf(client)[0]?.info().catch(undefinedIfForbidden)
  if (info === undefined) return undefined
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1]
  const server = {
    version: field('valkey_version') ?? field('redis_version') ?? UNKNOWN,
    role: field('role') ?? UNKNOWN,
    evictionPolicy: field('maxmemory_policy') ?? UNKNOWN,
  }
  const replica = server.role === 'slave'
  const mode = field('server_mode') ?? field('redis_mode')
  const clusterAsOne = mode === 'cluster' && !(client instanceof Cluster)
  const warnings: string[] = []
  if (server.evictionPolicy !== 'noeviction' && server.evictionPolicy !== UNKNOWN) {
    warnings.push(
      `Redis may evict conversations (maxmemory-policy ${server.evictionPolicy}): set noeviction.`,
    )
  }
  if (replica) warnings.push('Redis is a replica here and takes no changes.')
  if (clusterAsOne) warnings.push('Redis is a cluster: set REDIS_CLUSTER=true.')
  return { server, unusable: replica || clusterAsOne, warnings }
}

/** In milliseconds, by the server's clock. Of a cluster, by that of one master. */
export async function readTime(client: RedisClient): Promise<number> {
  const [seconds, micros] = (await nodesOf(client)[0]?.time()) ?? []
  return Number(seconds) * 1000 + Number(micros) / 1000
}

function undefinedIfForbidden(error: Error): undefined {
  if (!isPermissionError(error.message)) throw error
}
