import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import type { RedisServer } from '../../testing/index.ts'
import { pollUntil } from '../../testing/servers/poll.ts'
import { startRedis } from '../../testing/servers/redis.ts'
import { openPlain } from './live-support.ts'
import { SCRIPTS_HEED_MIN_REPLICAS } from './server-traits.ts'
import { newOwner, openStore } from './support.ts'

/** A state in which a server is there and rejects calls. */
export interface Rejection {
  begin(admin: Redis, server: RedisServer): Promise<unknown>
  end(admin: Redis, server: RedisServer): Promise<unknown>
}

const snapshotFolder = ({ folder }: RedisServer) => join(folder, 'dump.rdb')
const setting = (name: string, on: string, off: string): Rejection => ({
  begin: (admin) => admin.config('SET', name, on),
  end: (admin) => admin.config('SET', name, off),
})

/** A key of a slot that this server has, whether it is one of a cluster or alone. */
async function ownTag(admin: Redis): Promise<string> {
  for (let n = 0; ; n++) {
    const isOwn = await admin.exists(`{${n}}`).then(
      () => true,
      () => false,
    )
    if (isOwn) return `{${n}}`
  }
}

const untilSnapshotIs = (status: 'ok' | 'err', admin: Redis) =>
  pollUntil(`a snapshot is ${status}`, async () =>
    (await admin.info('persistence')).includes(`rdb_last_bgsave_status:${status}`),
  )

export const OOM = setting('maxmemory', '1', '0')
const NOREPLICAS = setting('min-replicas-to-write', '9', '0')

const MISCONF: Rejection = {
  async begin(admin, server) {
    await rm(snapshotFolder(server), { force: true })
    await mkdir(snapshotFolder(server))
    await admin.config('SET', 'save', '3600 1')
    await admin.bgsave()
    await untilSnapshotIs('err', admin)
  },
  async end(admin, server) {
    await rm(snapshotFolder(server), { recursive: true })
    await admin.bgsave()
    await untilSnapshotIs('ok', admin)
  },
}

const BUSY: Rejection = {
  async begin(admin, server) {
    await admin.config('SET', 'lua-time-limit', '10')
    const other = openPlain(server)
    other.eval('while true do end', 0).catch(() => other.disconnect())
    await pollUntil('it is busy', async () => {
      const said = await admin.ping().catch((error: Error) => error.message)
      return said.startsWith('BUSY')
    })
  },
  end: (admin) => admin.script('KILL'),
}

export const READONLY: Rejection = {
  begin: (admin) => admin.replicaof('127.0.0.1', 1),
  end: (admin) => admin.replicaof('NO', 'ONE'),
}

const maxclients: Rejection = {
  async begin(admin) {
    await admin.config('SET', 'maxclients', '1')
    await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
  },
  end: (admin) => admin.config('SET', 'maxclients', '1000'),
}

/** For some seconds. It replies once every thousand keys of a journal, which is some times a second. */
const LOADING: Rejection = {
  async begin(admin, server) {
    await admin.config('SET', 'appendonly', 'yes')
    await pollUntil('the journal is begun', async () =>
      (await admin.info('persistence')).includes('aof_rewrite_in_progress:0'),
    )
    await admin.config('SET', 'key-load-delay', '100')
    await admin.config('REWRITE')
    const fill = "for i = 1, 20000 do redis.call('SET', KEYS[1] .. i, i) end"
    await admin.eval(fill, 1, await ownTag(admin))
    await server.kill()
    server.restart().catch(() => undefined)
  },
  async end(_, server) {
    // Without the client's own check, which waits longer than the server takes.
    const fresh = new Redis(server.port, {
      protocol: 2,
      enableReadyCheck: false,
      retryStrategy: () => 10,
    })
    fresh.on('error', () => {})
    await pollUntil('it serves', async () => {
      await fresh.ping()
      // A master of a cluster that has just come back takes no calls at first.
      const cluster = await fresh.cluster('INFO').catch(() => 'cluster_state:ok')
      return String(cluster).includes('cluster_state:ok')
    })
    fresh.disconnect()
  },
}

/** What a server of a cluster can be brought into (a replica of a cluster replies MOVED). */
export const SHARD_REJECTIONS: Readonly<Record<string, Rejection>> = {
  OOM,
  ...(SCRIPTS_HEED_MIN_REPLICAS && { NOREPLICAS }),
  MISCONF,
  BUSY,
  maxclients,
  LOADING,
}
export const REJECTIONS: Readonly<Record<string, Rejection>> = { ...SHARD_REJECTIONS, READONLY }

export const outcomeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'ok',
    (error: Error & { detail?: string }) => error.detail ?? error.message,
  )

/** Calls until one fails at once, which it does once others have been rejected for a deadline. */
export async function untilEstablished(mine: OwnerConversations): Promise<void> {
  await pollUntil('a call fails at once', async () =>
    (await outcomeOf(mine.start())).startsWith('still'),
  )
}

/** Calls until none has succeeded for so long. */
export async function untilRejectedFor(ms: number, mine: OwnerConversations): Promise<void> {
  let since = performance.now()
  await pollUntil('no call succeeds', async () => {
    if ((await outcomeOf(mine.start())) === 'ok') since = performance.now()
    return performance.now() - since > ms
  })
}

/** A store whose calls were rejected until just now. */
export async function openAfter({ begin, end }: Rejection, commandTimeoutMs: number) {
  const server = await startRedis()
  const store = openStore(server.url, { commandTimeoutMs })
  const mine = store.forOwner(newOwner())
  await mine.start()
  const admin = openPlain(server)
  await admin.ping()
  await begin(admin, server)
  await untilEstablished(mine)
  await end(admin, server)
  admin.disconnect()
  return {
    mine,
    async [Symbol.asyncDispose]() {
      await store.close()
      await server.stop()
    },
  }
}
