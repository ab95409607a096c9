import { Cluster, type Redis } from 'ioredis'
import { nodesOf } from '../connection/connection-monitor.ts'
import type { RedisClient } from '../connection/create-client.ts'

/**
 * Asks every master whether it serves. Of a cluster PING alone does not tell: what is left without a
 * majority answers it, and CLUSTERDOWN to everything else.
 */
export async function ping(client: RedisClient): Promise<void> {
  const isCluster = client instanceof Cluster
  const ask = (node: Redis) => Promise.all([node.ping(), isCluster && checkState(node)])
  await Promise.all(nodesOf(client).map(ask))
}

/** By a command that the client needs itself, to connect to a cluster at all. */
async function checkState(node: Redis): Promise<void> {
  const info = String(await node.cluster('INFO'))
  // In Redis's own word, so that it is waited for as it is in any other call.
  if (info.includes('cluster_state:fail')) throw new Error('CLUSTERDOWN The cluster is down')
}
