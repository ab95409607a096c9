import type { RedisStoreConfig } from '../../config.ts'
import { createConnectionMonitor } from '../../redis/connection/connection-monitor.ts'
import { createClient } from '../../redis/connection/create-client.ts'
import { connectionFinding } from './connection-findings.ts'
import type { Finding } from './finding.ts'

const DOWN = 'CLUSTERDOWN cluster_state:fail'

/**
 * Why a cluster does not serve, in the words of the first seed, asked alone: the client
 * itself only tells of the nodes that it could not reach. Undefined where the seed does not reply.
 */
export async function clusterFinding(config: RedisStoreConfig): Promise<Finding | undefined> {
  if (config.address.mode !== 'cluster') return undefined
  const address = { mode: 'standalone', url: config.address.url } as const
  const seed = createClient({ ...config, address })
  const monitor = createConnectionMonitor(seed, () => {}, config.credentials)
  try {
    if (!(await monitor.waitUntilReady(config.commandTimeoutMs))) return undefined
    const isCluster = /^cluster_enabled:1/m.test(await seed.info('cluster'))
    if (!isCluster) return NO_CLUSTER
    const info = String(await seed.cluster('INFO'))
    return info.includes('cluster_state:fail') ? connectionFinding([DOWN], 0) : undefined
  } catch {
    // What the seed will not tell leaves what the cluster's client said.
    return undefined
  } finally {
    monitor.close()
  }
}

const NO_CLUSTER: Finding = {
  severity: 'problem',
  message: 'Redis is no cluster.',
  advice: 'Unset REDIS_CLUSTER.',
}
