import { STATUSES } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { text } from '../../src/testing/conformance/samples.ts'
import { keysOf, openStore, type RawRedis, someOwner, startRawRedis } from './support.ts'

const TTL_SECONDS = 600

describe('what lies in Redis', () => {
  it('is the keys of the layout, each with an expiry from birth', async () => {
    await using server = await startRawRedis()
    const store = openStore(server.url, { ttlSeconds: TTL_SECONDS })
    const owner = someOwner()
    const mine = store.forOwner(owner)
    const keys = keysOf(owner)
    const steps: (() => Promise<unknown>)[] = []
    const { id } = (await mine.start()).conversation
    const { fields, messages, appends, appendsAge } = keys.conversation(id)
    const expected = new Set([fields, keys.all, keys.byStatus.active, keys.starts, keys.startsAge])
    await expectKeys()

    steps.push(
      async () => {
        await mine.append(id, { messages: [text('a')] })
        for (const key of [messages, appends, appendsAge]) expected.add(key)
      },
      async () => {
        await mine.update(id, { externalId: 'agent-1' })
        for (const key of [keys.external, keys.changes]) expected.add(key)
      },
      async () => {
        await mine.setStatus(id, 'archived')
        expected.delete(keys.byStatus.active)
        expected.add(keys.byStatus.archived)
      },
      async () => mine.messages(id),
      async () => mine.findByExternalId('agent-1'),
      async () => mine.list(),
      async () => {
        await mine.delete(id)
        expected.clear()
        for (const key of [keys.starts, keys.startsAge, keys.changes]) expected.add(key)
      },
      async () => {
        await mine.erase()
        expected.clear()
      },
    )
    for (const step of steps) {
      await step()
      await expectKeys()
    }
    await store.close()

    async function expectKeys(): Promise<void> {
      expect(await server.keys()).toStrictEqual([...expected].sort())
      for (const key of expected) {
        const left = await server.raw.pttl(key)
        expect(left, key).toBeGreaterThan(0)
        expect(left, key).toBeLessThanOrEqual(TTL_SECONDS * 1000)
      }
    }
  })

  it('is in each index exactly what is there, at the time of its last change', async () => {
    await using server = await startRawRedis()
    const store = openStore(server.url)
    const owner = someOwner()
    const mine = store.forOwner(owner)
    await mixedHistory(mine)
    const { items } = await mine.list({ limit: 100 })
    const keys = keysOf(owner)
    expect(await scores(server, keys.all)).toStrictEqual(timesOf(items))
    for (const status of STATUSES) {
      const of = items.filter((item) => item.status === status)
      expect(of.length).toBeGreaterThan(0)
      expect(await scores(server, keys.byStatus[status])).toStrictEqual(timesOf(of))
    }
    await store.close()
  })

  it('ends together: a conversation whole, and no index before what it lists', async () => {
    await using server = await startRawRedis()
    const store = openStore(server.url)
    const owner = someOwner()
    const mine = store.forOwner(owner)
    const keys = keysOf(owner)
    const { id: busy } = (await mine.start({ externalId: 'agent-1' })).conversation
    // So many changes in so little time that their times run ahead of the clock.
    await Promise.all(
      Array.from({ length: 500 }, () => mine.append(busy, { messages: [text('a')] })),
    )
    await mixedHistory(mine)

    const { items } = await mine.list({ limit: 100 })
    expect(items.some((item) => item.id === busy)).toBe(true)
    for (const { id, expiresAt } of items) {
      for (const key of Object.values(keys.conversation(id))) {
        expect(Math.abs((await expiry(key)) - Date.parse(expiresAt)), key).toBeLessThanOrEqual(2)
      }
    }
    await expectNotBefore(keys.all, items)
    await expectNotBefore(keys.external, items)
    for (const status of STATUSES) {
      const listed = items.filter((item) => item.status === status)
      await expectNotBefore(keys.byStatus[status], listed)
    }
    await store.close()

    async function expectNotBefore(key: string, items: { expiresAt: string }[]): Promise<void> {
      const last = Math.max(...items.map((item) => Date.parse(item.expiresAt)))
      expect(await expiry(key), key).toBeGreaterThanOrEqual(last - 2)
    }

    /** Milliseconds since 1970, give or take two: Redis 6 tells only how much is left. */
    async function expiry(key: string): Promise<number> {
      const [seconds = 0, micros = 0] = await server.raw.time()
      return seconds * 1000 + micros / 1000 + (await server.raw.pttl(key))
    }
  })

  it('is under the hash tag of its owner alone, whatever the owner is called', async () => {
    await using server = await startRawRedis()
    const store = openStore(server.url)
    const owners = ['{', '}', '{}', ':', 'a}{b', '*', ' ', '😀', '%7B'].flatMap((id) => [
      { tenantId: 't', userId: id },
      { tenantId: id, userId: 't' },
    ])
    for (const owner of owners) await mixedHistory(store.forOwner(owner))
    const prefixes = owners.flatMap((owner) => {
      const { conversationPrefix, all } = keysOf(owner)
      return [conversationPrefix, all.slice(0, all.indexOf('}') + 2)]
    })
    for (const key of await server.keys()) {
      expect(prefixes.filter((prefix) => key.startsWith(prefix))).toHaveLength(1)
    }
    await store.close()
  })

  it('is nothing at all once the TTL has passed everywhere', async () => {
    await using server = await startRawRedis()
    const store = openStore(server.url, { ttlSeconds: 1 })
    for (let index = 0; index < 20; index++) await mixedHistory(store.forOwner(someOwner()))
    expect(await server.raw.dbsize()).toBeGreaterThan(20)
    await expect.poll(() => server.raw.dbsize(), { timeout: 10_000, interval: 50 }).toBe(0)
    await store.close()
  })

  it('keeps its order when the clock of the server was set back', async () => {
    await using server = await startRawRedis()
    const store = openStore(server.url)
    const owner = someOwner()
    const mine = store.forOwner(owner)
    const keys = keysOf(owner)
    const { id } = (await mine.start()).conversation
    const ahead = Date.now() + 3_600_000
    const times = { updatedAt: String(ahead), lastAccessedAt: String(ahead) }
    await server.raw.hset(keys.conversation(id).fields, times)
    await server.raw.zadd(keys.all, ahead, id)
    await server.raw.zadd(keys.byStatus.active, ahead, id)

    const iso = (ms: number) => new Date(ms).toISOString()
    expect((await mine.get(id)).lastAccessedAt).toBe(iso(ahead))
    const { conversation, messages } = await mine.append(id, { messages: [text('a')] })
    expect(conversation.updatedAt).toBe(iso(ahead + 1))
    expect(messages[0]?.createdAt).toBe(iso(ahead + 1))
    expect((await mine.update(id, { title: 'b' })).updatedAt).toBe(iso(ahead + 2))
    expect((await mine.setStatus(id, 'archived')).updatedAt).toBe(iso(ahead + 3))
    await store.close()
  })
})

/** A few of everything. */
async function mixedHistory(mine: OwnerConversations): Promise<void> {
  for (const [index, status] of [...STATUSES, ...STATUSES].entries()) {
    const { id } = (await mine.start({ idempotencyKey: `k${index}` })).conversation
    await mine.append(id, { messages: [text('a'), text('b')], idempotencyKey: 'k' })
    await mine.update(id, { title: `title ${index}`, externalId: `agent-${index}` })
    await mine.setStatus(id, status)
  }
  const { id } = (await mine.start({ externalId: 'agent-deleted' })).conversation
  await mine.delete(id)
}

async function scores({ raw }: RawRedis, key: string): Promise<Record<string, number>> {
  const flat = await raw.zrange(key, '0', '-1', 'WITHSCORES')
  const found: Record<string, number> = {}
  for (let at = 0; at < flat.length; at += 2) found[flat[at] ?? ''] = Number(flat[at + 1])
  return found
}

function timesOf(items: { id: string; updatedAt: string }[]): Record<string, number> {
  return Object.fromEntries(items.map((item) => [item.id, Date.parse(item.updatedAt)]))
}
