import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConversationStore } from '../../src/conversation-store.ts'
import { createStore } from '../../src/create-store.ts'
import { type RedisServer, startCluster, startRedis } from '../../testing/index.ts'
import { pollUntil } from '../../testing/servers/poll.ts'
import { newOwner, storeConfig } from './support.ts'

/* Clusters whose nodes announce no address: the address that was asked is meant. */

const DEADLINE_MS = 1000
/** Enough for busy machines: that a killed connection costs no error is not a matter of time. */
const PATIENT_DEADLINE_MS = 5000
const KILLS = 40
/** Two seconds are promised, and held to by `pnpm test:servers clusters`; else it is for busy machines. */
const FOUND_WITHIN_MS = process.env['CLUSTERS'] === 'strict' ? 2000 : 10_000

interface Servers {
  url: string
  nodes: readonly RedisServer[]
  stop(): Promise<void>
}

async function withAdmin<Result>(
  server: RedisServer,
  act: (admin: Redis) => Promise<Result>,
): Promise<Result> {
  const admin = new Redis(server.port, { protocol: 2 })
  try {
    return await act(admin)
  } finally {
    admin.disconnect()
  }
}

/** It has met nobody, so it does not know by which address it is reached. */
async function startAlone(): Promise<Servers> {
  const server = await startRedis({ config: { 'cluster-enabled': 'yes' } })
  await withAdmin(server, async (admin) => {
    await admin.cluster('ADDSLOTS', ...Array.from({ length: 16_384 }, (_, slot) => slot))
    await untilUp(server)
    expect((await admin.cluster('SLOTS'))[0]?.[2]?.[0]).toBe('')
  })
  return { url: server.url, nodes: [server], stop: server.stop }
}

/** For two seconds after its start a master says that the cluster is down. */
function untilUp(server: RedisServer): Promise<void> {
  return withAdmin(server, (admin) =>
    pollUntil('the cluster is up', async () =>
      String(await admin.cluster('INFO')).includes('cluster_state:ok'),
    ),
  )
}

async function startUnknown(): Promise<Servers> {
  const cluster = await startCluster()
  for (const node of cluster.nodes) {
    // Redis 6 has no such setting: there every node announces its address.
    await withAdmin(node, (admin) =>
      admin
        .config('SET', 'cluster-preferred-endpoint-type', 'unknown-endpoint')
        .catch(() => undefined),
    )
  }
  return cluster
}

/** Of this test's own: changes for as many owners as reach every master. */
async function changeAll(store: ConversationStore): Promise<void> {
  const owners = Array.from({ length: 12 }, () => store.forOwner(newOwner()))
  await Promise.all(
    owners.map(async (mine) => {
      const { id } = (await mine.start({})).conversation
      expect((await mine.list()).items.map((item) => item.id)).toEqual([id])
    }),
  )
}

async function killConnections(servers: Servers): Promise<void> {
  for (const node of servers.nodes) {
    await withAdmin(node, (admin) =>
      admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'),
    )
  }
}

describe.each([
  ['a fresh node with all slots', startAlone],
  ['cluster-preferred-endpoint-type unknown-endpoint', startUnknown],
])('%s', (_, start) => {
  let servers: Servers
  beforeAll(async () => {
    servers = await start()
  })
  afterAll(() => servers?.stop())

  function open(commandTimeoutMs = DEADLINE_MS): ConversationStore {
    const address = { mode: 'cluster', url: servers.url } as const
    return createStore(storeConfig({ address, commandTimeoutMs }))
  }

  it('serves every owner, and is healthy', async () => {
    const store = open()
    await changeAll(store)
    await expect.poll(async () => (await store.health()).status).toBe('healthy')
    await store.close()
  })

  it('is found soon by a process that began while it was down', async () => {
    await Promise.all(servers.nodes.map((node) => node.kill()))
    const store = open()
    const mine = store.forOwner(newOwner())
    await expect(mine.list()).rejects.toMatchObject({ reason: 'STORE_UNAVAILABLE' })
    await Promise.all(servers.nodes.map((node) => node.restart()))
    await Promise.all(servers.nodes.map(untilUp))
    await expect
      .poll(() => mine.list(), { timeout: FOUND_WITHIN_MS, interval: 20 })
      .toMatchObject({ items: [] })
    await store.close()
  })

  it(`costs no error when all connections are killed ${KILLS} times in a row`, async () => {
    const store = open(PATIENT_DEADLINE_MS)
    await changeAll(store)
    for (let n = 0; n < KILLS; n += 1) {
      await Promise.all([killConnections(servers), changeAll(store)])
      await changeAll(store)
    }
    await store.close()
  })
})
