import { type Admin, adminOf } from './admin.ts'
import { setUpOrStop, startAll, stopAll } from './group.ts'
import { pollUntil } from './poll.ts'
import { type RedisServer, startRedis, startServer } from './redis.ts'

const REPLICAS = 2
const SENTINELS = 3
const NAME = 'threadkeep'

export interface SentinelOptions {
  /** After so long without a reply a server is held for dead. Default 1000. */
  downAfterMs?: number
  /** Of every sentinel, as its requirepass. Default: none. */
  sentinelPassword?: string
  /** Further lines of every data server's redis.conf. */
  config?: Readonly<Record<string, string>>
}

/** A master, two replicas and three sentinels. The master may change; the fields say who began. */
export interface SentinelGroup extends AsyncDisposable {
  /** The name under which the sentinels know the master. */
  readonly name: string
  readonly master: RedisServer
  readonly replicas: readonly RedisServer[]
  readonly sentinels: readonly RedisServer[]
  stop(): Promise<void>
}

export async function startSentinel(options: SentinelOptions = {}): Promise<SentinelGroup> {
  const shared = { 'repl-diskless-sync': 'yes', 'repl-diskless-sync-delay': '0', ...options.config }
  const servers: RedisServer[] = []
  const master = await startRedis({ config: shared })
  servers.push(master)
  let replicas: RedisServer[] = []
  let sentinels: RedisServer[] = []
  await setUpOrStop(servers, async () => {
    const replicaof = `${master.host} ${master.port}`
    replicas = await startAll(REPLICAS, () => startRedis({ config: { ...shared, replicaof } }))
    servers.push(...replicas)
    // A sentinel that finds the replicas at its first look need not wait 10 s for its second.
    await poll(master, 'the replicas follow', async (admin) => {
      const text = String(await admin.send('INFO', 'replication'))
      return text.split('state=online').length - 1 === REPLICAS
    })
    sentinels = await startAll(SENTINELS, () => startOneSentinel(master, options))
    servers.push(...sentinels)
    await Promise.all(
      sentinels.map((sentinel) =>
        poll(sentinel, 'sentinels agree', hasQuorum, options.sentinelPassword),
      ),
    )
  })
  const stop = () => stopAll(servers)
  return { name: NAME, master, replicas, sentinels, stop, [Symbol.asyncDispose]: stop }
}

function startOneSentinel(master: RedisServer, options: SentinelOptions): Promise<RedisServer> {
  return startServer({
    configFor: async (port) => [
      'bind 127.0.0.1',
      `port ${port}`,
      `sentinel monitor ${NAME} ${master.host} ${master.port} 2`,
      `sentinel down-after-milliseconds ${NAME} ${options.downAfterMs ?? 1_000}`,
      // Sentinels that split their votes try again after twice this.
      `sentinel failover-timeout ${NAME} 3000`,
      ...(options.sentinelPassword ? [`requirepass ${options.sentinelPassword}`] : []),
    ],
    args: ['--sentinel'],
  })
}

async function hasQuorum(admin: Admin): Promise<boolean> {
  const reply = await admin.send('SENTINEL', 'MASTER', NAME)
  if (!Array.isArray(reply)) return false
  const value = (field: string) => String(reply[reply.indexOf(field) + 1])
  return (
    value('flags') === 'master' &&
    value('num-slaves') === String(REPLICAS) &&
    value('num-other-sentinels') === String(SENTINELS - 1)
  )
}

async function poll(
  server: RedisServer,
  what: string,
  holds: (admin: Admin) => Promise<boolean>,
  password?: string,
): Promise<void> {
  await using admin = adminOf(server, password)
  await pollUntil(what, () => holds(admin))
}
