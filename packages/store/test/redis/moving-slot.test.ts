import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConversationStore } from '../../src/conversation-store.ts'
import { text } from '../../testing/conformance/support/samples.ts'
import { type RedisCluster, startCluster } from '../../testing/index.ts'
import { beginSlotMove } from './slot-move.ts'
import { keysOf, newOwner, openStore } from './support.ts'

/*
 * While a slot moves, its keys are on two nodes. Scripts that learn of conversations from an index
 * touch keys that they did not declare, and what is still on the other node must not look dead.
 */

let cluster: RedisCluster
/** For calls that succeed, on a busy machine as well. */
let patient: ConversationStore
/** For calls that wait for what does not come. */
let store: ConversationStore
const nodes: Redis[] = []

beforeAll(async () => {
  cluster = await startCluster()
  for (const { url } of cluster.masters) nodes.push(new Redis(url))
  const address = { mode: 'cluster', url: cluster.url } as const
  patient = openStore(cluster.url, { address, commandTimeoutMs: 10_000 })
  store = openStore(cluster.url, { address, commandTimeoutMs: 1000 })
})

afterAll(async () => {
  await Promise.all([patient?.close(), store?.close()])
  for (const node of nodes) node.disconnect()
  await cluster?.stop()
})

it('takes nothing for dead that is still on the other node', async () => {
  const owner = newOwner()
  const mine = patient.forOwner(owner)
  const hasty = store.forOwner(owner)
  const one = (await mine.start({ title: 'one', externalId: 'agent-1' })).conversation
  const two = (await mine.start({ title: 'two' })).conversation
  const three = (await mine.start({ title: 'three' })).conversation
  await mine.append(one.id, { messages: [text('kept')] })
  await mine.setStatus(two.id, 'completed')
  await mine.setStatus(three.id, 'archived')

  const slot = await beginSlotMove(nodes, keysOf(owner).all)
  const ofOwner = slot.keys.filter((key) => key.startsWith('user:'))
  await slot.move(ofOwner)

  const unavailable = { reason: 'STORE_UNAVAILABLE' }
  // First: its outcome is unknown, for the client goes on asking for half a second more.
  await expect(hasty.erase()).rejects.toMatchObject(unavailable)
  await expect(hasty.list()).rejects.toMatchObject(unavailable)
  await expect(hasty.findByExternalId('agent-1')).rejects.toMatchObject(unavailable)

  await slot.move(slot.keys.filter((key) => !ofOwner.includes(key)))
  await slot.finish()

  await expect
    .poll(async () => (await hasty.list().catch(() => undefined))?.items.length, {
      timeout: 10_000,
    })
    .toBe(3)
  expect((await mine.findByExternalId('agent-1')).id).toBe(one.id)
  expect((await mine.messages(one.id)).items).toHaveLength(1)
  expect(await mine.erase()).toEqual({ conversations: 3, messages: 1 })
})

it('keeps what has expired and has moved in part', async () => {
  const owner = newOwner()
  const mine = patient.forOwner(owner)
  const hasty = store.forOwner(owner)
  const keys = keysOf(owner)
  const { id } = (await mine.start()).conversation
  await mine.append(id, { messages: [text('over')] })
  // A script is not begun at all where a key of its own is missing: every index has to be there.
  const others = [await mine.start({ externalId: 'agent-1' }), await mine.start()]
  for (const [index, status] of (['completed', 'archived'] as const).entries()) {
    await mine.setStatus(others[index]?.conversation.id ?? '', status)
  }
  const { fields, messages } = keys.conversation(id)

  const slot = await beginSlotMove(nodes, keys.all)
  const record = (await slot.from.hget(fields, 'record')) ?? ''
  const ago = Date.now() - 2 * 3_600_000
  const over = record.replace(/^2,\d+(,"active",1,2),\d+,\d+,/, `2,${ago}$1,${ago},${ago},`)
  expect(over).not.toBe(record)
  await slot.from.hset(fields, 'record', over)
  await slot.move(slot.keys.filter((key) => key !== messages))
  const listed = async () => (await hasty.list().catch(() => undefined))?.items.length
  await expect.poll(listed, { timeout: 10_000 }).toBe(2)

  await slot.move([messages])
  await slot.finish()
  await expect.poll(listed, { timeout: 10_000 }).toBe(2)
  const responses = await Promise.allSettled(nodes.map((node) => node.exists(fields, messages)))
  const left = responses.flatMap((response) =>
    response.status === 'fulfilled' ? response.value : [],
  )
  expect(left).toEqual([2])
})
