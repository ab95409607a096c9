import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ConversationStore } from '../../src/conversation-store.ts'
import { type RedisCluster, type RedisServer, startCluster } from '../../testing/index.ts'
import { newOwner, openStore } from './support.ts'

let cluster: RedisCluster
let last: Redis
beforeAll(async () => {
  cluster = await startCluster()
  // A client that asks one master asks the first.
  last = new Redis(cluster.masters.at(-1)?.url ?? '')
})
afterAll(async () => {
  last?.disconnect()
  await cluster?.stop()
})

function open(readyShare?: number): ConversationStore & AsyncDisposable {
  const { url } = cluster
  const address = { mode: 'cluster', url } as const
  const store = openStore(url, { address, commandTimeoutMs: 2000, readyShare })
  return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() })
}

/* A busy machine may reply to one PING late: assert what health settles on. */
const WAIT = { timeout: 15_000 }

const expectStatus = (store: ConversationStore, status: 'healthy' | 'unhealthy') =>
  expect.poll(async () => (await store.health()).status, WAIT).toBe(status)
const warnings = (store: ConversationStore) =>
  expect.poll(async () => (await store.health()).warnings.join(), WAIT)

/** Any slot of it without a master makes a master reject all commands, except PING. */
async function aSlot(): Promise<number> {
  const id = String(await last.cluster('MYID'))
  const mine = (await last.cluster('SLOTS')).find(([, , owner]) => owner?.[2] === id)
  if (mine === undefined) throw new Error('a master without slots')
  return mine[0]
}

it('is unhealthy while one master of all that it needs holds the cluster for failed, and heals by itself', async () => {
  await using store = open(1)
  await expectStatus(store, 'healthy')
  const slot = await aSlot()
  await last.cluster('DELSLOTS', slot)
  await expect.poll(() => last.cluster('INFO'), WAIT).toMatch('cluster_state:fail')
  expect(await last.ping()).toBe('PONG')
  await expectStatus(store, 'unhealthy')
  await last.cluster('ADDSLOTS', slot)
  await expectStatus(store, 'healthy')
})

describe('one of three masters frozen', () => {
  let frozen: RedisServer
  beforeAll(async () => {
    // Nobody takes over from it while it is looked at.
    for (const { port } of cluster.nodes) {
      const admin = new Redis(port, { protocol: 2 })
      await admin.config('SET', 'cluster-node-timeout', '60000')
      admin.disconnect()
    }
    const [first] = cluster.masters
    if (first === undefined) throw new Error('a cluster without masters')
    frozen = first
  })
  afterEach(() => frozen?.signal('SIGCONT'))

  const told = /1 of 3 shards \(33 % of the slots\) cannot be used: /

  it('leaves the server ready, which serves the other two, and the report names it', async () => {
    await using store = open()
    await expectStatus(store, 'healthy')
    frozen.signal('SIGSTOP')
    await warnings(store).toMatch(told)
    await expectStatus(store, 'healthy')
    const ends = await Promise.allSettled(
      Array.from({ length: 30 }, () => store.forOwner(newOwner()).start({})),
    )
    expect(ends.filter((end) => end.status === 'fulfilled').length).toBeGreaterThan(10)
    frozen.signal('SIGCONT')
    await warnings(store).not.toMatch(told)
  })

  it.each([
    [0.6, 'healthy' as const],
    [0.7, 'unhealthy' as const],
  ])('with READY_SHARE=%d is %s', async (readyShare, expected) => {
    await using store = open(readyShare)
    await expectStatus(store, 'healthy')
    frozen.signal('SIGSTOP')
    await warnings(store).toMatch(told)
    await expectStatus(store, expected)
  })
})
