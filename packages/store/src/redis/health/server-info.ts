import type { StoreHealth } from '@threadkeep/shared'
import { Cluster, type Redis } from 'ioredis'
import type { RedisStoreConfig } from '../../config.ts'
import { parseRedisUrl } from '../../rules/redis-url.ts'
import { nodesOf } from '../connection/connection-monitor.ts'
import type { RedisClient } from '../connection/create-client.ts'
import { isPermissionError } from '../connection/permission-error.ts'
import { type Assessment, assessServer } from './assess-server.ts'

const UNKNOWN = 'unknown'

export interface ServerInfo extends Assessment {
  server: NonNullable<StoreHealth['server']>
}

/**
 * Reads INFO of every master, because managed Redis forbids CONFIG; `server` is the first master.
 * Undefined if INFO is forbidden too, which does not make the store unhealthy.
 */
export async function readServerInfo(
  client: RedisClient,
  { waitReplicas, address }: Pick<RedisStoreConfig, 'waitReplicas' | 'address'>,
): Promise<ServerInfo | undefined> {
  const isClusterClient = client instanceof Cluster
  const mayAsk = isDefaultUser(address)
  const infos = await Promise.all(nodesOf(client).map(readInfo))
  const saves = await Promise.all(
    nodesOf(client).map((node) => (mayAsk ? readSave(node) : undefined)),
  )
  const known = infos.filter((info) => info !== undefined)
  const [first] = known
  if (first === undefined) return undefined
  const assessments = known.map((info, index) =>
    assessServer({ info, save: saves[index], isClusterClient, waitReplicas }),
  )
  return {
    server: {
      version: first('valkey_version') ?? first('redis_version') ?? UNKNOWN,
      role: first('role') ?? UNKNOWN,
      evictionPolicy: first('maxmemory_policy') ?? UNKNOWN,
    },
    problems: distinct(assessments.flatMap(({ problems }) => problems)),
    warnings: distinct(assessments.flatMap(({ warnings }) => warnings)),
  }
}

/** In milliseconds, by the server's clock. Of a cluster, by that of one master. */
export async function readTime(client: RedisClient): Promise<number> {
  const [seconds, micros] = (await nodesOf(client)[0]?.time()) ?? []
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

const distinct = (texts: string[]): string[] => [...new Set(texts)]
