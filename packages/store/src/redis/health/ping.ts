import { Cluster, type Redis } from 'ioredis'
import { nodesOf } from '../connection/connection-monitor.ts'
import type { RedisClient } from '../connection/create-client.ts'

/**
 * Checks that every master serves. In a cluster PING is not enough: a node of a minority replies to
 * it, and to everything else with CLUSTERDOWN.
 */
export async function ping(client: RedisClient): Promise<void> {
  const isCluster = client instanceof Cluster
  const ask = (node: Redis) => Promise.all([node.ping(), isCluster && checkState(node)])
  await Promise.all(nodesOf(client).map(ask))
}

/** Uses a command that the client needs anyway to connect to a cluster. */
async function checkState(node: Redis): Promise<void> {
  const info = String(await node.cluster('INFO'))
  // Redis's own error code, so that the call is retried like any other.
  if (info.includes('cluster_state:fail')) throw new Error('CLUSTERDOWN The cluster is down')
}
