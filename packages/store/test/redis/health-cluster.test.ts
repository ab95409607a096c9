import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ConversationStore } from '../../src/conversation-store.ts'
import { type RedisCluster, type RedisServer, startCluster } from '../../testing/index.ts'
import { newOwner, openStore } from './support.ts'

let cluster: RedisCluster
let last: Redis
beforeAll(async () => {
  cluster = await startCluster()
  // Whoever asks one master asks the first.
  last = new Redis(cluster.masters.at(-1)?.url ?? '')
})
afterAll(async () => {
  last?.disconnect()
  await cluster?.stop()
})

function open(readyShare?: number): ConversationStore & AsyncDisposable {
  const { url } = cluster
  const address = { mode: 'cluster', url } as const
  const store = openStore(url, { address, commandTimeoutMs: 1000, readyShare })
  return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() })
}

async function status(store: ConversationStore): Promise<string> {
  return (await store.health()).status
}

/** Any slot of it that is nobody's makes a master refuse all, and answer PING. */
async function aSlot(): Promise<number> {
  const id = String(await last.cluster('MYID'))
  const mine = (await last.cluster('SLOTS')).find(([, , owner]) => owner?.[2] === id)
  if (mine === undefined) throw new Error('a master without slots')
  return mine[0]
}

it('is unhealthy while one master of all that it needs holds the cluster for failed, and heals by itself', async () => {
  await using store = open(1)
  expect(await status(store)).toBe('healthy')
  const slot = await aSlot()
  await last.cluster('DELSLOTS', slot)
  await expect.poll(() => last.cluster('INFO')).toMatch('cluster_state:fail')
  expect(await last.ping()).toBe('PONG')
  await expect.poll(() => status(store), { timeout: 5000 }).toBe('unhealthy')
  await last.cluster('ADDSLOTS', slot)
  await expect.poll(() => status(store), { timeout: 10_000 }).toBe('healthy')
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

  it('leaves the server ready, which serves the other two, and the report tells of it', async () => {
    await using store = open()
    expect(await status(store)).toBe('healthy')
    frozen.signal('SIGSTOP')
    await expect
      .poll(async () => (await store.health()).warnings.join(), { timeout: 5000 })
      .toMatch(told)
    expect(await status(store)).toBe('healthy')
    const ends = await Promise.allSettled(
      Array.from({ length: 30 }, () => store.forOwner(newOwner()).start({})),
    )
    expect(ends.filter((end) => end.status === 'fulfilled').length).toBeGreaterThan(10)
    frozen.signal('SIGCONT')
    await expect
      .poll(async () => (await store.health()).warnings.join(), { timeout: 5000 })
      .not.toMatch(told)
  })

  it.each([
    [0.6, 'healthy'],
    [0.7, 'unhealthy'],
  ])('with READY_SHARE=%d is %s', async (readyShare, expected) => {
    await using store = open(readyShare)
    expect(await status(store)).toBe('healthy')
    frozen.signal('SIGSTOP')
    await expect
      .poll(async () => (await store.health()).warnings.join(), { timeout: 5000 })
      .toMatch(told)
    expect(await status(store)).toBe(expected)
  })
})
