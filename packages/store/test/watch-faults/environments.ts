import type { RedisStoreConfig } from '../../src/config.ts'
import { type RedisServer, startCluster, startRedis, startSentinel } from '../../testing/index.ts'
import { adminOf } from '../../testing/servers/admin.ts'
import { pollUntil } from '../../testing/servers/poll.ts'

/** Where watchers are tried, and what happens to it in the middle. */
export interface Environment extends AsyncDisposable {
  address: RedisStoreConfig['address']
  waitReplicas: number
  /** Resolves when the fault has ended. */
  strike(): Promise<void>
}

const FROZEN_MS = 1500
/** What is acknowledged is on the disk. */
const DURABLE = { appendonly: true, config: { appendfsync: 'always' } }

export const ENVIRONMENTS: Readonly<Record<string, () => Promise<Environment>>> = {
  'notices dropped': async () => {
    const server = await startRedis()
    return {
      ...standalone(server),
      // Those who subscribe are disconnected: what is published meanwhile is lost.
      strike: () => each(20, () => send(server, 'CLIENT', 'KILL', 'TYPE', 'pubsub')),
    }
  },
  'notices never published': async () => {
    const server = await startRedis()
    return {
      ...standalone(server),
      async strike() {
        await send(server, 'ACL', 'SETUSER', 'default', 'resetchannels')
        await new Promise((resolve) => setTimeout(resolve, FROZEN_MS))
        await send(server, 'ACL', 'SETUSER', 'default', 'allchannels')
      },
    }
  },
  killed: async () => {
    const server = await startRedis(DURABLE)
    return {
      ...standalone(server),
      async strike() {
        await server.kill()
        await server.restart()
      },
    }
  },
  frozen: async () => {
    const server = await startRedis()
    return { ...standalone(server), strike: () => freeze(server) }
  },
  sentinel: async () => {
    const group = await startSentinel()
    const sentinels = group.sentinels.map(({ host, port }) => ({ host, port }))
    let isFirst = true
    return {
      address: { mode: 'sentinel', name: group.name, sentinels, tls: false },
      waitReplicas: 1,
      async strike() {
        if (!isFirst) return
        isFirst = false
        await group.master.kill()
        await pollUntil('another master is chosen', async () => {
          const [sentinel] = group.sentinels
          const reply = await send(sentinel, 'SENTINEL', 'GET-MASTER-ADDR-BY-NAME', group.name)
          return Array.isArray(reply) && String(reply[1]) !== String(group.master.port)
        })
      },
      [Symbol.asyncDispose]: group.stop,
    }
  },
  cluster: async () => {
    const cluster = await startCluster()
    let isFirst = true
    return {
      address: { mode: 'cluster', url: cluster.url },
      waitReplicas: 1,
      async strike() {
        if (!isFirst) return
        isFirst = false
        // Of the owner's slot one of them is in charge: all three fail over, one after the other.
        for (const replica of cluster.replicas) {
          await send(replica, 'CLUSTER', 'FAILOVER', 'FORCE')
          await pollUntil('the replica is in charge', async () =>
            String(await send(replica, 'INFO', 'replication')).includes('role:master'),
          )
        }
      },
      [Symbol.asyncDispose]: cluster.stop,
    }
  },
}

function standalone(server: RedisServer) {
  return {
    address: { mode: 'standalone', url: server.url } as const,
    waitReplicas: 0,
    [Symbol.asyncDispose]: server.stop,
  }
}

async function freeze(server: RedisServer): Promise<void> {
  server.signal('SIGSTOP')
  await new Promise((resolve) => setTimeout(resolve, FROZEN_MS))
  server.signal('SIGCONT')
}

async function each(times: number, act: () => Promise<unknown>): Promise<void> {
  for (let n = 0; n < times; n++) {
    await act()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function send(server: RedisServer | undefined, ...command: string[]): Promise<unknown> {
  if (server === undefined) return undefined
  await using admin = adminOf(server)
  return await admin.send(...(command as [string, ...string[]]))
}
