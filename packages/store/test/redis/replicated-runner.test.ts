import { setTimeout as delay } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { reasonOf, rejectionOf } from '../../testing/conformance/support/rejections.ts'
import { text } from '../../testing/conformance/support/samples.ts'
import { type RedisServer, startRedis } from '../../testing/index.ts'
import { keysOf, newOwner, openStore } from './support.ts'

/* REDIS_WAIT_REPLICAS=1: what is acknowledged, a replica has. */

const DEADLINE_MS = 1000

let master: RedisServer
let replica: RedisServer

beforeEach(async () => {
  master = await startRedis({ config: { 'repl-diskless-sync-delay': '0' } })
  replica = await startRedis({ config: { replicaof: `127.0.0.1 ${master.port}` } })
  // The replica says that its link is up before the master counts it.
  const admin = new Redis(master.url)
  await expect.poll(() => admin.info('replication'), { timeout: 10_000 }).toContain('state=online')
  admin.disconnect()
})
afterEach(async () => {
  await replica.stop()
  await master.stop()
})

function open(owner = newOwner()) {
  const store = openStore(master.url, { commandTimeoutMs: DEADLINE_MS, waitReplicas: 1 })
  return { store, mine: store.forOwner(owner), owner, keys: keysOf(owner) }
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
  const rejected = rejectionOf(append()).finally(() => {
    isOver = true
  })
  // Reads go another way, and never stand behind a change that waits.
  await mine.get(id)
  expect(isOver).toBe(false)
  expect(await rejected).toMatchObject({ reason: 'STORE_UNAVAILABLE', outcome: 'unknown' })

  replica.signal('SIGCONT')
  await expect.poll(() => reasonOf(append())).toBe('ok')
  expect(await append()).toMatchObject({ replayed: true })
  expect((await mine.messages(id)).items).toHaveLength(2)
  await store.close()
})

/** Of every kind, what a caller repeats that got no reply. */
function callsOf(mine: OwnerConversations, id: string) {
  return {
    start: () => mine.start({ idempotencyKey: 'k' }),
    append: () => mine.append(id, { messages: [text('a')], idempotencyKey: 'k' }),
    getAppendResult: () => mine.getAppendResult(id, 'k'),
    update: () => mine.update(id, { title: 'new' }),
  }
}

const reasonsOf = (calls: Record<string, () => Promise<unknown>>) =>
  Promise.all(Object.entries(calls).map(async ([name, call]) => [name, await reasonOf(call())]))

const rejected = (calls: object) => Object.keys(calls).map((name) => [name, 'STORE_UNAVAILABLE'])

/*
 * Redis 8 and Valkey 8 hold WAIT to what its own connection has written. A repeat writes nothing,
 * and comes on a new connection: of another process, or of this one where the first was closed.
 */
it('a repeat is acknowledged only when a replica has what it repeats', async () => {
  const { store, mine, owner } = open()
  const { id } = (await mine.start()).conversation
  const doomed = (await mine.start()).conversation.id
  const other = open(owner)
  await other.mine.list()
  replica.signal('SIGSTOP')
  const admin = new Redis(master.url)
  let isOver = false
  const killing = (async () => {
    while (!isOver) {
      await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
      await delay(DEADLINE_MS / 5)
    }
  })()
  // A delete is repeated by nobody but the store itself: once more, it is CONVERSATION_NOT_FOUND.
  const first = { ...callsOf(mine, id), delete: () => mine.delete(doomed) }
  expect(await reasonsOf(first)).toEqual(rejected(first))
  isOver = true
  await killing
  const calls = callsOf(other.mine, id)
  expect(await reasonsOf(calls)).toEqual(rejected(calls))

  replica.signal('SIGCONT')
  await expect.poll(() => reasonOf(calls.append())).toBe('ok')
  expect(await calls.append()).toMatchObject({ replayed: true })
  expect(await calls.getAppendResult()).toMatchObject({ replayed: true, messages: [{ seq: 1 }] })
  expect(await calls.start()).toMatchObject({ replayed: true })
  // On a busy machine every connection was killed before the delete was sent.
  await reasonOf(mine.delete(doomed))
  expect(await reasonOf(mine.get(doomed))).toBe('CONVERSATION_NOT_FOUND')
  admin.disconnect()
  await store.close()
  await other.store.close()
})
