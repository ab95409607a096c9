import type { StoreHealth } from '@threadkeep/shared'
import { Cluster } from 'ioredis'
import type { RedisClient } from './connect.ts'
import { nodesOf } from './link.ts'

export interface ServerInfo {
  server: NonNullable<StoreHealth['server']>
  /** It answers, and can still not keep conversations: a replica, or a cluster asked as one server. */
  unusable: boolean
  /** What puts conversations at risk, in words for an operator. */
  warnings: string[]
}

/** Read from INFO, because managed Redis forbids CONFIG. Of a cluster, one master answers. */
export async function readServerInfo(client: RedisClient): Promise<ServerInfo> {
  const info = (await nodesOf(client)[0]?.info()) ?? ''
  const field = (name: string) =>
    new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? 'unknown'
  const server = {
    version: field('redis_version'),
    role: field('role'),
    evictionPolicy: field('maxmemory_policy'),
  }
  const replica = server.role === 'slave'
  const clusterAsOne = field('redis_mode') === 'cluster' && !(client instanceof Cluster)
  const warnings: string[] = []
  if (server.evictionPolicy !== 'noeviction' && server.evictionPolicy !== 'unknown') {
    warnings.push(
      `Redis may evict conversations (maxmemory-policy ${server.evictionPolicy}): set noeviction.`,
    )
  }
  if (replica) warnings.push('Redis is a replica here and takes no changes.')
  if (clusterAsOne) warnings.push('Redis is a cluster: set REDIS_CLUSTER=true.')
  return { server, unusable: replica || clusterAsOne, warnings }
}
