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
 * The client of a cluster, with what ioredis lacks: nodes that announce no address use the one they
 * were asked at, every known node serves as a seed, and a node with a host name is verified by it.
 */
export function createClusterClient({
  seeds,
  redisOptions,
  retryDelay,
  shardedSubscribers,
}: ClusterClientOptions): Cluster {
  // ioredis reads this whenever it reconnects.
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
    // ioredis's check would reconnect forever without an error; servers reply CLUSTERDOWN
    // themselves.
    enableReadyCheck: false,
    // execute-with-retry.ts waits instead: it knows the deadline and reports the reason.
    retryDelayOnClusterDown: 0,
    // Host names are kept, because certificates do not name resolved addresses.
    dnsLookup: (name, callback) => callback(null, name),
    // Such a node redirects to ":6379".
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

/** The client would leave the node for none at all, in silence. */
const isEmpty = (reply: unknown): boolean => Array.isArray(reply) && reply.length === 0
const NO_SLOTS = 'CLUSTERDOWN The node knows nobody who serves any slot'

/** Changes the topology as a node tells it. The client asks for it on a duplicate of the node's connection. */
function onTopology(node: Redis, change: (reply: unknown) => unknown): void {
  const duplicate = node.duplicate.bind(node)
  node.duplicate = (override) => {
    const connection = duplicate(override)
    let cause: Error | undefined
    connection.on('error', (error: Error) => {
      cause = error
    })
    const send = connection.sendCommand.bind(connection)
    connection.sendCommand = (command: Command, stream) => {
      const { name, resolve, reject } = command
      if (name === 'cluster') {
        // The command itself would only fail with a closed connection.
        command.reject = (error) => reject(cause ?? error)
        command.resolve = (reply: unknown) =>
          isEmpty(reply) ? reject(new Error(NO_SLOTS)) : resolve(change(reply))
      }
      return send(command, stream)
    }
    return connection
  }
}
