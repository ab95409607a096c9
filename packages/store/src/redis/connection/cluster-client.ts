import { isIP } from 'node:net'
import { Cluster, type ClusterOptions, type Command, type Redis } from 'ioredis'
import type { HostAndPort } from '../../config.ts'
import { withHosts } from './announced-hosts.ts'

export interface ClusterClientOptions {
  seeds: readonly HostAndPort[]
  /** Of every node. */
  redisOptions: NonNullable<ClusterOptions['redisOptions']> & { replyMapping: 'legacy' }
  retryDelay: (attempt: number) => number
  shardedSubscribers: boolean
}

/**
 * The client of a cluster, and what the library leaves out: nodes that announce no address are at the
 * one they were asked by, every node that is known serves as a seed, and a node that has a name is
 * verified by it.
 */
export function createClusterClient({
  seeds,
  redisOptions,
  retryDelay,
  shardedSubscribers,
}: ClusterClientOptions): Cluster {
  // The client looks here whenever it connects anew.
  const startupNodes = [...seeds]
  let askedHost = seeds[0]?.host ?? ''
  const client = new Cluster(startupNodes, {
    redisOptions,
    enableOfflineQueue: false,
    lazyConnect: true,
    shardedSubscribers,
    scaleReads: 'master',
    slotsRefreshInterval: 5000,
    slotsRefreshTimeout: 3000,
    clusterRetryStrategy: retryDelay,
    // Its check would only reconnect for ever, in silence; servers say CLUSTERDOWN themselves.
    enableReadyCheck: false,
    // Waited for by execute-with-retry.ts, which knows the deadline and says why.
    retryDelayOnClusterDown: 0,
    // An address looked up is an address that no certificate names.
    dnsLookup: (name, callback) => callback(null, name),
    // A redirection of such a node is to ":6379".
    natMap: (key) => (key.startsWith(':') ? { host: askedHost, port: Number(key.slice(1)) } : null),
  })
  client.on('+node', (node: Redis) => {
    const { host = '', tls } = node.options
    if (tls && isIP(host) === 0) node.options.tls = { ...tls, servername: host }
    onTopology(node, (reply) => {
      askedHost = host
      return withHosts(reply, host)
    })
  })
  client.on('refresh', () => {
    const known = client.nodes().map(({ options: { host = '', port = 0 } }) => ({ host, port }))
    const isSeed = ({ host, port }: HostAndPort) =>
      seeds.some((seed) => seed.host === host && seed.port === port)
    startupNodes.splice(seeds.length, Infinity, ...known.filter((node) => !isSeed(node)))
  })
  return client
}

/** Changes the topology as a node tells it. The client asks for it on a duplicate of the node's connection. */
function onTopology(node: Redis, change: (reply: unknown) => unknown): void {
  const duplicate = node.duplicate.bind(node)
  node.duplicate = (override) => {
    const connection = duplicate(override)
    const send = connection.sendCommand.bind(connection)
    connection.sendCommand = (command: Command, stream) => {
      const { name, resolve } = command
      if (name === 'cluster') command.resolve = (reply: unknown) => resolve(change(reply))
      return send(command, stream)
    }
    return connection
  }
}
