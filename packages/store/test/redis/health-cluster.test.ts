import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConversationStore } from '../../src/conversation-store.ts'
import { type RedisCluster, startCluster } from '../../testing/index.ts'
import { openStore } from './support.ts'

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

function open(): ConversationStore & AsyncDisposable {
  const { url } = cluster
  const store = openStore(url, { address: { mode: 'cluster', url }, commandTimeoutMs: 1000 })
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

it('is unhealthy while one master holds the cluster for failed, and heals by itself', async () => {
  await using store = open()
  expect(await status(store)).toBe('healthy')
  const slot = await aSlot()
  await last.cluster('DELSLOTS', slot)
  await expect.poll(() => last.cluster('INFO')).toMatch('cluster_state:fail')
  expect(await last.ping()).toBe('PONG')
  await expect.poll(() => status(store), { timeout: 5000 }).toBe('unhealthy')
  await last.cluster('ADDSLOTS', slot)
  await expect.poll(() => status(store), { timeout: 10_000 }).toBe('healthy')
})
