import { type Admin, adminOf } from './admin.ts'
import { setUpOrStop, startAll, stopAll } from './group.ts'
import { pollUntil } from './poll.ts'
import { configLines, type RedisServer, startServer } from './redis.ts'

const SLOTS = 16_384
const MASTERS = 3

export interface ClusterOptions {
  /** After so long without a reply a node is held for dead. Default 2000. */
  nodeTimeoutMs?: number
  /** Further lines of every node's redis.conf. */
  config?: Readonly<Record<string, string>>
}

/** Six nodes. Who is master may change while it runs; the lists say who was at the start. */
export interface RedisCluster extends AsyncDisposable {
  /** Of one node, to learn of the others from. */
  readonly url: string
  readonly nodes: readonly RedisServer[]
  readonly masters: readonly RedisServer[]
  /** `replicas[i]` follows `masters[i]`. */
  readonly replicas: readonly RedisServer[]
  stop(): Promise<void>
}

export async function startCluster(options: ClusterOptions = {}): Promise<RedisCluster> {
  const nodes = await startAll(2 * MASTERS, () => startNode(options))
  await setUpOrStop(nodes, () => formCluster(nodes))
  const stop = () => stopAll(nodes)
  const [seed] = nodes
  return {
    url: seed?.url ?? '',
    nodes,
    masters: nodes.slice(0, MASTERS),
    replicas: nodes.slice(MASTERS),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function startNode({ nodeTimeoutMs = 2_000, config = {} }: ClusterOptions): Promise<RedisServer> {
  return startServer({
    configFor: async (port) => [
      'bind 127.0.0.1',
      `port ${port}`,
      'save ""',
      'cluster-enabled yes',
      'cluster-config-file nodes.conf',
      'cluster-announce-ip 127.0.0.1',
      `cluster-node-timeout ${nodeTimeoutMs}`,
      // By default a replica that lost its master a while ago no longer dares to take over.
      'cluster-replica-validity-factor 0',
      'repl-diskless-sync yes',
      'repl-diskless-sync-delay 0',
      // CLUSTER SLOTS leaves a replica out until the first byte of replication, by default 10 s.
      'repl-ping-replica-period 1',
      ...configLines(config),
    ],
  })
}

async function formCluster(nodes: readonly RedisServer[]): Promise<void> {
  const admins = nodes.map((node) => adminOf(node))
  try {
    await eachOf(admins, (admin, index) =>
      admin.send('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1)),
    )
    // Everybody meets everybody: hearsay alone takes some seconds to reach the last.
    await eachOf(admins, (admin, index) =>
      eachOf(nodes.slice(index + 1), (other) =>
        admin.send('CLUSTER', 'MEET', other.host, String(other.port)),
      ),
    )
    await eachOf(admins.slice(0, MASTERS), (admin, index) =>
      admin.send('CLUSTER', 'ADDSLOTS', ...slotsOf(index)),
    )
    await follow(admins)
    await pollUntil('every node of the cluster agrees', async () =>
      (await eachOf(admins, isReady)).every(Boolean),
    )
  } finally {
    await eachOf(admins, async (admin) => admin[Symbol.asyncDispose]())
  }
}

/** An equal range of slots for each master. */
function slotsOf(master: number): string[] {
  const first = Math.ceil((master * SLOTS) / MASTERS)
  const end = Math.ceil(((master + 1) * SLOTS) / MASTERS)
  return Array.from({ length: end - first }, (_, offset) => String(first + offset))
}

async function follow(admins: readonly Admin[]): Promise<void> {
  const masterIds = await eachOf(admins.slice(0, MASTERS), (admin) => admin.send('CLUSTER', 'MYID'))
  await eachOf(admins.slice(MASTERS), (admin, index) =>
    pollUntil('a replica knows its master', async () => {
      await admin.send('CLUSTER', 'REPLICATE', String(masterIds[index]))
      return true
    }),
  )
}

async function isReady(admin: Admin): Promise<boolean> {
  const cluster = await admin.fields('CLUSTER', 'INFO')
  const replication = await admin.fields('INFO', 'replication')
  const isLinked =
    replication.get('role') === 'master'
      ? replication.get('connected_slaves') === '1'
      : replication.get('master_link_status') === 'up'
  return (
    isLinked &&
    cluster.get('cluster_state') === 'ok' &&
    cluster.get('cluster_slots_ok') === String(SLOTS) &&
    (await knowsEveryRole(admin))
  )
}

/** Clients learn the topology from any node, so each must know who follows whom. */
async function knowsEveryRole(admin: Admin): Promise<boolean> {
  const ranges = await admin.send('CLUSTER', 'SLOTS')
  const rangeMasterAndReplica = 2 + 1 + 1
  return (
    Array.isArray(ranges) &&
    ranges.length === MASTERS &&
    ranges.every((range) => Array.isArray(range) && range.length === rangeMasterAndReplica)
  )
}

function eachOf<T, R>(
  items: readonly T[],
  act: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  return Promise.all(items.map(act))
}
