import { STATUSES } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { MAX_EXPIRY_SLACK_MS } from '../../src/rules/retention.ts'
import { text } from '../../testing/conformance/support/samples.ts'
import { keysOf, mixedHistory, newOwner, openStore, startRawRedis } from './support.ts'

describe('what lies in Redis, over time', () => {
  it('ends together: a conversation whole, and no index before what it lists', async () => {
    await using server = await startRawRedis()
    const store = openStore(server.url)
    const owner = newOwner()
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
    let latest = 0
    for (const { id, expiresAt, messageCount } of items) {
      const { fields, messages } = keys.conversation(id)
      const end = await expiry(fields)
      const promised = Date.parse(expiresAt)
      expect(end, fields).toBeGreaterThanOrEqual(promised - 2)
      expect(end, fields).toBeLessThanOrEqual(promised + MAX_EXPIRY_SLACK_MS + 2)
      if (messageCount > 0) expect(Math.abs((await expiry(messages)) - end)).toBeLessThanOrEqual(2)
      latest = Math.max(latest, end)
    }
    // Or erase would not find what is left of it.
    expect(await expiry(keys.all)).toBeGreaterThanOrEqual(latest - 2)
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

    /**
     * Milliseconds since 1970, give or take two: Redis 6 tells only how much is left. Asked in one
     * step, or the time between two replies would count as well.
     */
    async function expiry(key: string): Promise<number> {
      const source = `local t = redis.call('TIME')
        return { t[1], t[2], redis.call('PTTL', KEYS[1]) }`
      const response = z.array(z.coerce.number()).parse(await server.raw.eval(source, 1, key))
      const [seconds = 0, micros = 0, left = 0] = response
      return seconds * 1000 + micros / 1000 + left
    }
  })

  it('is nothing at all once the TTL has passed everywhere', async () => {
    await using server = await startRawRedis()
    // Longer than one history takes on a busy machine.
    const store = openStore(server.url, { ttlSeconds: 3 })
    for (let index = 0; index < 20; index++) await mixedHistory(store.forOwner(newOwner()))
    expect((await server.keys()).length).toBeGreaterThan(20)
    await expect
      .poll(async () => (await server.keys()).length, { timeout: 20_000, interval: 50 })
      .toBe(0)
    await store.close()
  })

  it('keeps its order when the clock of the server was set back', async () => {
    await using server = await startRawRedis()
    const store = openStore(server.url)
    const owner = newOwner()
    const mine = store.forOwner(owner)
    const keys = keysOf(owner)
    const { id } = (await mine.start()).conversation
    const ahead = Date.now() + 3_600_000
    const { fields } = keys.conversation(id)
    const record = (await server.raw.hget(fields, 'record')) ?? ''
    const later = record.replace(/(,"active",0,1),\d+,\d+,/, `$1,${ahead},${ahead},`)
    expect(later).not.toBe(record)
    await server.raw.hset(fields, 'record', later)
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

  it('of access moves with a read once it is a minute old, and until then a read writes nothing', async () => {
    await using server = await startRawRedis()
    const store = openStore(server.url)
    const owner = newOwner()
    const mine = store.forOwner(owner)
    const { id } = (await mine.start({ externalId: 'agent' })).conversation
    const { fields } = keysOf(owner).conversation(id)
    const written = async () =>
      (await server.raw.info('commandstats')).match(/cmdstat_(hset|zadd|pexpire\w*):calls=\d+/g)
    const read = async () => {
      await mine.get(id)
      await mine.messages(id)
      await mine.findByExternalId('agent')
      await mine.list()
    }
    const before = await written()
    await read()
    expect(await written()).toEqual(before)
    const record = (await server.raw.hget(fields, 'record')) ?? ''
    const ago = Date.now() - 60_000
    await server.raw.hset(
      fields,
      'record',
      record.replace(/(,"active",0,1,\d+),\d+,/, `$1,${ago},`),
    )
    expect(Date.parse((await mine.get(id)).lastAccessedAt)).toBeGreaterThan(ago + 59_000)
    const moved = await written()
    await read()
    expect(await written()).toEqual(moved)
    await store.close()
  })
})
