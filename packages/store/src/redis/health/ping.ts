import type { Redis } from 'ioredis'

/**
 * Checks that a master serves. In a cluster PING is not enough: a node of a minority replies to it, and
 * to everything else with CLUSTERDOWN.
 */
export async function ping(node: Redis, isCluster: boolean): Promise<void> {
  await Promise.all([node.ping(), isCluster && checkState(node)])
}

/** Uses a command that the client needs anyway to connect to a cluster. */
async function checkState(node: Redis): Promise<void> {
  const info = String(await node.cluster('INFO'))
  // Redis's own error code, so that the call is retried like any other.
  if (info.includes('cluster_state:fail')) throw new Error('CLUSTERDOWN The cluster is down')
}
