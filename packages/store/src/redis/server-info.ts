import type { StoreHealth } from '@threadkeep/shared'
import { Cluster } from 'ioredis'
import type { RedisClient } from './connect.ts'

export type ServerInfo = NonNullable<StoreHealth['server']>

/** Read from INFO, because managed Redis forbids CONFIG. Of a cluster, one master answers. */
export async function readServerInfo(client: RedisClient): Promise<ServerInfo> {
  const node = client instanceof Cluster ? client.nodes('master')[0] : client
  const info = (await node?.info()) ?? ''
  const field = (name: string) =>
    new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? 'unknown'
  return {
    version: field('redis_version'),
    role: field('role'),
    evictionPolicy: field('maxmemory_policy'),
  }
}

/** Settings that put conversations at risk, in words for an operator. */
export function serverWarnings({ evictionPolicy }: ServerInfo): string[] {
  if (evictionPolicy === 'noeviction' || evictionPolicy === 'unknown') return []
  return [
    `Redis may evict conversations (maxmemory-policy ${evictionPolicy}): set it to noeviction.`,
  ]
}
