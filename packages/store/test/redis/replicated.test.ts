import { Redis } from 'ioredis'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { reasonOf, rejectionOf } from '../../src/testing/conformance/refusals.ts'
import { text } from '../../src/testing/conformance/samples.ts'
import { type RedisServer, startRedis } from '../../src/testing/index.ts'
import { keysOf, openStore, someOwner } from './support.ts'

/* REDIS_WAIT_REPLICAS=1: what is acknowledged, a replica has. */

const DEADLINE_MS = 1000

let master: RedisServer
let replica: RedisServer

beforeEach(async () => {
  master = await startRedis({ config: { 'repl-diskless-sync-delay': '0' } })
  replica = await startRedis({ config: { replicaof: `127.0.0.1 ${master.port}` } })
  const admin = new Redis(replica.url)
  await expect
    .poll(() => admin.info('replication'), { timeout: 10_000 })
    .toContain('master_link_status:up')
  admin.disconnect()
})
afterEach(async () => {
  await replica.stop()
  await master.stop()
})

function open() {
  const store = openStore(master.url, { commandTimeoutMs: DEADLINE_MS, waitReplicas: 1 })
  const owner = someOwner()
  return { store, mine: store.forOwner(owner), keys: keysOf(owner) }
}

it('an acknowledged message is on the replica at that moment', async () => {
  const { store, mine, keys } = open()
  const { id } = (await mine.start()).conversation
  const witness = new Redis(replica.url)
  for (let count = 1; count <= 20; count += 1) {
    await mine.append(id, { messages: [text(`message ${count}`)] })
    expect(await witness.llen(keys.conversation(id).messages)).toBe(count)
  }
  witness.disconnect()
  await store.close()
})

it('a change that no replica has is not acknowledged, and once one has it, only once', async () => {
  const { store, mine } = open()
  const { id } = (await mine.start()).conversation
  const append = () => mine.append(id, { messages: [text('a')], idempotencyKey: 'k' })
  // A script that is not known yet is asked for twice, and would use up the deadline by itself.
  await mine.append(id, { messages: [text('first')] })
  replica.signal('SIGSTOP')
  let isOver = false
  const refused = rejectionOf(append()).finally(() => {
    isOver = true
  })
  // Reads go another way, and never stand behind a change that waits.
  await mine.get(id)
  expect(isOver).toBe(false)
  expect(await refused).toMatchObject({ reason: 'STORE_UNAVAILABLE', outcome: 'unknown' })

  replica.signal('SIGCONT')
  await expect.poll(() => reasonOf(append()), { timeout: 5000 }).toBe('answered')
  expect(await append()).toMatchObject({ replayed: true })
  expect((await mine.messages(id)).items).toHaveLength(2)
  await store.close()
})
