import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { text } from '../../testing/conformance/support/samples.ts'
import { keysOf, newOwner, openStore, type RawRedis, startRawRedis } from './support.ts'

/** What is left of a conversation, where, and until when. */

let server: RawRedis

beforeAll(async () => {
  server = await startRawRedis()
})

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
})

/** Every byte that Redis has of one owner, keys included. */
async function bytesOf(pattern: string): Promise<string> {
  const keys = await server.raw.keys(pattern)
  const values = await Promise.all(keys.map((key) => contentOf(key)))
  return JSON.stringify([keys, values])
}

async function contentOf(key: string): Promise<unknown> {
  switch (await server.raw.type(key)) {
    case 'hash':
      return server.raw.hgetall(key)
    case 'list':
      return server.raw.lrange(key, '0', '-1')
    case 'zset':
      return server.raw.zrange(key, '0', '-1')
    default:
      return null
  }
}

it('leaves nothing of what a deleted conversation said', async () => {
  const store = openStore(server.url)
  const owner = newOwner()
  const mine = store.forOwner(owner)
  const { id } = (
    await mine.start({ title: 'canary', metadata: { note: 'canary' }, externalId: 'canary' })
  ).conversation
  await mine.append(id, { messages: [text('canary')] })
  await mine.update(id, { sdkConversationRef: 'canary' })
  const pattern = `*${owner.tenantId}*`
  expect(await bytesOf(pattern)).toContain('canary')
  await mine.delete(id)
  expect(await bytesOf(pattern)).not.toContain('canary')
  await store.close()
})

describe('an index', () => {
  it('lives as long as any other of its owner, whatever statuses are in use', async () => {
    const store = openStore(server.url)
    const owner = newOwner()
    const keys = keysOf(owner)
    const mine = store.forOwner(owner)
    const done = (await mine.start()).conversation
    await mine.setStatus(done.id, 'completed')
    const open = (await mine.start()).conversation
    await server.raw.pexpire(keys.byStatus.completed, 60_000)
    await mine.setStatus(open.id, 'archived')
    const [all, completed] = await Promise.all(
      [keys.all, keys.byStatus.completed].map((key) => server.raw.pttl(key)),
    )
    expect(completed).toBeGreaterThan(60_000)
    expect(Math.abs((all ?? 0) - (completed ?? 0))).toBeLessThan(1000)
    await store.close()
  })

  it('that was rebuilt ends, and not before the conversations that it lists', async () => {
    const owner = newOwner()
    const keys = keysOf(owner)
    const before = openStore(server.url, { ttlSeconds: 1000 })
    const { id } = (await before.forOwner(owner).start()).conversation
    await before.close()
    await server.raw.del(keys.byStatus.active)

    const after = openStore(server.url, { ttlSeconds: 1 })
    expect((await after.forOwner(owner).list()).items).toHaveLength(1)
    const ends = await server.raw.pttl(keys.conversation(id).fields)
    for (const index of [keys.all, keys.byStatus.active]) {
      expect(await server.raw.pttl(index)).toBeGreaterThanOrEqual(ends - 1000)
    }
    await after.close()
  })

  it('of a status that this release does not know does not fail the list', async () => {
    const store = openStore(server.url)
    const owner = newOwner()
    const keys = keysOf(owner)
    const mine = store.forOwner(owner)
    const { id } = (await mine.start()).conversation
    const { fields } = keys.conversation(id)
    const record = (await server.raw.hget(fields, 'record')) ?? ''
    await server.raw.hset(fields, 'record', record.replace('"active"', '"snoozed"'))
    await server.raw.zrem(keys.byStatus.active, id)
    await mine.start()
    for (let times = 0; times < 2; times++) {
      expect((await mine.list()).items).toHaveLength(1)
      expect((await mine.list({ status: 'active' })).items).toHaveLength(1)
    }
    // In one index of a status, so that they agree and nobody repairs them again.
    expect(await server.raw.zscore(keys.byStatus.archived, id)).not.toBeNull()
    await store.close()
  })
})

it('exports the others before it rejects for a damaged one', async () => {
  const store = openStore(server.url)
  const owner = newOwner()
  const mine = store.forOwner(owner)
  const whole = (await mine.start()).conversation
  const damaged = (await mine.start()).conversation
  await mine.append(damaged.id, { messages: [text('lost')] })
  await server.raw.del(keysOf(owner).conversation(damaged.id).messages)
  const exported: string[] = []
  const run = async () => {
    for await (const { conversation } of mine.export()) exported.push(conversation.id)
  }
  await expect(run()).rejects.toMatchObject({ reason: 'DATA_LOSS' })
  expect(exported).toEqual([whole.id])
  await store.close()
})

it('erases what is left of a conversation whose fields were evicted', async () => {
  const store = openStore(server.url)
  const owner = newOwner()
  const mine = store.forOwner(owner)
  const { id } = (await mine.start()).conversation
  await mine.append(id, { messages: [text('left')] })
  await server.raw.del(keysOf(owner).conversation(id).fields)
  expect((await mine.list()).items).toEqual([])
  expect(await mine.erase()).toEqual({ conversations: 1, messages: 1 })
  expect(await server.raw.keys(`*${owner.tenantId}*`)).toEqual([])
  await store.close()
})
