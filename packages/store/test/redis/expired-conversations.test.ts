import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConversationStore, OwnerConversations } from '../../src/conversation-store.ts'
import { ConversationNotFoundError } from '../../src/errors.ts'
import { startMany, text } from '../../testing/conformance/support/samples.ts'
import { keysOf, newOwner, openStore, type RawRedis, startRawRedis } from './support.ts'

/** A conversation whose TTL has passed while Redis still has its keys. */

const TTL_SECONDS = 600

let server: RawRedis
let store: ConversationStore

beforeAll(async () => {
  server = await startRawRedis()
  store = openStore(server.url, { ttlSeconds: TTL_SECONDS })
})
afterAll(async () => {
  await store.close()
  await server[Symbol.asyncDispose]()
})

/** An owner with a conversation that was last changed this long ago, and with a new one. */
async function newUser(agoMs: number) {
  const owner = newOwner()
  const mine = store.forOwner(owner)
  const keys = keysOf(owner)
  const { id } = (await mine.start({ externalId: 'agent-1' })).conversation
  await mine.append(id, { messages: [text('a')], idempotencyKey: 'k' })
  const [living] = await startMany(mine, 1)
  const { fields } = keys.conversation(id)
  const record = (await server.raw.hget(fields, 'record')) ?? ''
  const ago = Date.now() - agoMs
  const older = record.replace(/^2,\d+(,"active",1,2),\d+,\d+,/, `2,${ago}$1,${ago},${ago},`)
  expect(older).not.toBe(record)
  await server.raw.hset(fields, 'record', older)
  await server.raw.zadd(keys.all, ago, id)
  await server.raw.zadd(keys.byStatus.active, ago, id)
  return { mine, keys, id, living: living?.id }
}

const OPERATIONS: [string, (mine: OwnerConversations, id: string) => Promise<unknown>][] = [
  ['get', (mine, id) => mine.get(id)],
  ['append', (mine, id) => mine.append(id, { messages: [text('b')] })],
  [
    'a repeated append',
    (mine, id) => mine.append(id, { messages: [text('a')], idempotencyKey: 'k' }),
  ],
  ['getAppendResult', (mine, id) => mine.getAppendResult(id, 'k')],
  ['messages', (mine, id) => mine.messages(id)],
  ['update', (mine, id) => mine.update(id, { title: 'b' })],
  ['setStatus', (mine, id) => mine.setStatus(id, 'archived')],
  ['findByExternalId', (mine) => mine.findByExternalId('agent-1')],
  ['delete', (mine, id) => mine.delete(id)],
]

describe('a conversation that has expired and is still in Redis', () => {
  it.each(OPERATIONS)('is not found by %s', async (_name, operation) => {
    const { mine, id } = await newUser((TTL_SECONDS + 1) * 1000)
    await expect(operation(mine, id)).rejects.toStrictEqual(new ConversationNotFoundError())
  })

  it.each(OPERATIONS)('is there for %s a little earlier', async (_name, operation) => {
    const { mine, id } = await newUser((TTL_SECONDS - 30) * 1000)
    await operation(mine, id)
  })

  it('is in no list, and is left for Redis to remove: the clock may have jumped ahead', async () => {
    const { mine, keys, id, living } = await newUser((TTL_SECONDS + 1) * 1000)
    expect((await mine.list()).items).toMatchObject([{ id: living }])
    expect((await mine.list({ status: 'active' })).items).toMatchObject([{ id: living }])
    expect(await server.raw.exists(Object.values(keys.conversation(id)))).toBe(2)
    await server.raw.del(Object.values(keys.conversation(id)))
    await mine.list()
    expect(await server.raw.zrange(keys.all, '0', '-1')).toEqual([living])
    expect(await server.raw.zrange(keys.byStatus.active, '0', '-1')).toEqual([living])
    expect(await server.raw.hkeys(keys.external)).toEqual(['.'])
  })

  it('is not counted by erase, and leaves nothing behind', async () => {
    const { mine, keys } = await newUser((TTL_SECONDS + 1) * 1000)
    expect(await mine.erase()).toEqual({ conversations: 1, messages: 0 })
    expect(await server.raw.keys(`*${keys.all.slice(5, -14)}*`)).toEqual([])
  })

  it('leaves nothing behind when it is deleted', async () => {
    const { mine, keys, id } = await newUser((TTL_SECONDS + 1) * 1000)
    await expect(mine.delete(id)).rejects.toStrictEqual(new ConversationNotFoundError())
    expect(await server.raw.exists(Object.values(keys.conversation(id)))).toBe(0)
    expect(await server.raw.zscore(keys.all, id)).toBeNull()
  })
})

describe('keys of a conversation', () => {
  it('end with it, not with an index that others keep for longer', async () => {
    const owner = newOwner()
    await store.forOwner(owner).start()
    const short = openStore(server.url, { ttlSeconds: 8 })
    const { id } = (await short.forOwner(owner).start()).conversation
    expect(await server.raw.pttl(keysOf(owner).conversation(id).fields)).toBeLessThanOrEqual(9000)
    await short.close()
  })

  it('are moved on before it outlives them, and the indexes with them', async () => {
    const owner = newOwner()
    const keys = keysOf(owner)
    const mine = store.forOwner(owner)
    const { id } = (await mine.start()).conversation
    await mine.append(id, { messages: [text('a')] })
    const { fields, messages } = keys.conversation(id)
    const record = (await server.raw.hget(fields, 'record')) ?? ''
    const soon = Date.now() - 1
    await server.raw.hset(fields, 'record', record.replace(/^2,\d+/, `2,${soon}`))
    for (const key of [fields, messages, keys.all, keys.byStatus.active]) {
      await server.raw.pexpireat(key, soon + TTL_SECONDS * 1000)
    }
    const { expiresAt } = (await mine.append(id, { messages: [text('a')] })).conversation
    for (const key of [fields, messages, keys.all, keys.byStatus.active]) {
      const end = Date.now() + (await server.raw.pttl(key))
      expect(end, key).toBeGreaterThanOrEqual(Date.parse(expiresAt))
    }
  })

  it.each([
    [
      'append',
      (mine: OwnerConversations, id: string) => mine.append(id, { messages: [text('b')] }),
    ],
    ['update', (mine: OwnerConversations, id: string) => mine.update(id, { title: 'b' })],
  ])('are not kept for ever where %s makes an index anew', async (_name, change) => {
    const owner = newOwner()
    const keys = keysOf(owner)
    const mine = store.forOwner(owner)
    const { id } = (await mine.start()).conversation
    await mine.append(id, { messages: [text('a')] })
    await server.raw.del(keys.all, keys.byStatus.active)
    const { expiresAt } = await change(mine, id).then(() => mine.get(id))
    for (const key of [keys.all, keys.byStatus.active]) {
      const left = await server.raw.pttl(key)
      expect(left, key).toBeGreaterThanOrEqual(Date.parse(expiresAt) - Date.now())
    }
  })
})
