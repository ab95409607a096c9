import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConversationStore } from '../../src/conversation-store.ts'
import { createStore } from '../../src/create-store.ts'
import { parseStoreEnv } from '../../src/env.ts'
import {
  type RedisCluster,
  type RedisServer,
  startCluster,
  startRedis,
  startTlsRedis,
} from '../../testing/index.ts'
import { newOwner } from './support.ts'

/* By which of its nodes a cluster is found, at the start of a process and later. */

/** Two seconds are promised, and held to by `pnpm test:servers clusters`; else it is for busy machines. */
const FOUND_WITHIN_MS = process.env['CLUSTERS'] === 'strict' ? 2000 : 10_000

let cluster: RedisCluster
let replica: RedisServer
let others: readonly RedisServer[]
beforeAll(async () => {
  cluster = await startCluster({ nodeTimeoutMs: 60_000 })
  const [first, ...rest] = [...cluster.replicas, ...cluster.masters]
  if (first === undefined) throw new Error('a cluster without replicas')
  // Nobody misses a replica: what is measured is how the cluster is found, not how it heals.
  replica = first
  others = rest
})
afterAll(() => cluster?.stop())

function open(env: Record<string, string>): ConversationStore {
  return createStore(
    parseStoreEnv({ REDIS_CLUSTER: 'true', REDIS_COMMAND_TIMEOUT_MS: '1000', ...env }),
  )
}

async function change(store: ConversationStore): Promise<void> {
  const owners = Array.from({ length: 12 }, () => store.forOwner(newOwner()))
  await Promise.all(owners.map((mine) => mine.start({})))
}

it('a seed that was down at the start is found once it is up', async () => {
  await replica.kill()
  const store = open({ REDIS_URL: replica.url })
  const mine = store.forOwner(newOwner())
  await expect(mine.list()).rejects.toMatchObject({ reason: 'STORE_UNAVAILABLE' })
  await replica.restart()
  await expect
    .poll(() => mine.list(), { timeout: FOUND_WITHIN_MS, interval: 20 })
    .toMatchObject({ items: [] })
  await change(store)
  await store.close()
})

it.each<[how: string, env: (dead: string, alive: string) => Record<string, string>]>([
  ['commas in REDIS_URL', (dead, alive) => ({ REDIS_URL: `redis://${dead},${alive}` })],
  [
    'REDIS_CLUSTER_SEEDS',
    (dead, alive) => ({ REDIS_URL: `redis://${dead}`, REDIS_CLUSTER_SEEDS: `${dead},${alive}` }),
  ],
])('a node that is down takes no user away where %s names another', async (_, env) => {
  await replica.kill()
  const [other] = others
  const store = open(env(`127.0.0.1:${replica.port}`, `127.0.0.1:${other?.port}`))
  await change(store)
  await store.close()
  await replica.restart()
})

it('with its only seed down and every connection lost, a process finds the nodes that it knew', async () => {
  const config = { 'cluster-enabled': 'yes' }
  await using seed = await startRedis({ config })
  await using owner = await startRedis({ config })
  const admin = new Redis(owner.port, { protocol: 2 })
  await admin.cluster('ADDSLOTS', ...Array.from({ length: 16_384 }, (_, slot) => slot))
  await admin.cluster('MEET', seed.host, seed.port)
  await expect.poll(() => admin.cluster('INFO'), { timeout: 10_000 }).toMatch('cluster_state:ok')
  const asked = new Redis(seed.port, { protocol: 2 })
  await expect.poll(() => asked.cluster('SLOTS'), { timeout: 10_000 }).toHaveLength(1)
  asked.disconnect()

  const store = open({ REDIS_URL: seed.url })
  await change(store)
  await seed.kill()
  await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
  await change(store)
  await store.close()
  admin.disconnect()
})

it('each seed is verified by its own name', async () => {
  const config = { 'cluster-enabled': 'yes', 'tls-cluster': 'yes', 'tls-replication': 'yes' }
  await using server = await startTlsRedis({ config })
  const admin = new Redis({ port: server.port, tls: { ca: readFileSync(server.caPath) } })
  await admin.cluster('ADDSLOTS', ...Array.from({ length: 16_384 }, (_, slot) => slot))
  admin.disconnect()
  // The certificate does not hold the first of these names, whether or not it leads to the server.
  const seeds = `${hostname()}:${server.port},localhost:${server.port}`
  const env = { REDIS_URL: `rediss://${seeds}`, REDIS_COMMAND_TIMEOUT_MS: '5000' }
  const store = open({ ...env, REDIS_TLS_CA: server.caPath })
  await change(store)
  await store.close()
})
