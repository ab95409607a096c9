import { describe, expect, it } from 'vitest'
import { layoutKey } from '../../src/redis/keys.ts'
import type { StoreEvent } from '../../src/store-events.ts'
import { text, withoutAccessTime } from '../../testing/conformance/support/samples.ts'
import { snapshot } from '../damage/snapshot.ts'
import {
  keysOf,
  mixedHistory,
  newOwner,
  openStore,
  type RawRedis,
  startRawRedis,
} from './support.ts'

const unavailable = { reason: 'STORE_UNAVAILABLE', outcome: 'not_applied' }

async function recordOf(server: RawRedis, owner: ReturnType<typeof newOwner>, id: string) {
  return (await server.raw.hget(keysOf(owner).conversation(id).fields, 'record')) ?? ''
}

describe('the stored layout', () => {
  it('of an empty Redis is the newest', async () => {
    await using server = await startRawRedis()
    const store = openStore(server.url)
    const owner = newOwner()
    const { id } = (await store.forOwner(owner).start()).conversation
    expect(await server.raw.get(layoutKey())).toBe('2')
    expect(await server.raw.pttl(layoutKey())).toBe(-1)
    expect(await recordOf(server, owner, id)).toMatch(/^2,\d{13},"active"/)
    await store.close()
  })

  it('of a Redis that holds something is the one that a server of the release before can read', async () => {
    await using server = await startRawRedis()
    await server.raw.set('other', 'application')
    const owner = newOwner()
    const store = openStore(server.url)
    const mine = store.forOwner(owner)
    const { id } = (await mine.start()).conversation
    await mine.append(id, { messages: [text('a')] })
    await mine.get(id)
    expect(await server.raw.get(layoutKey())).toBe('1')
    expect(await recordOf(server, owner, id)).toMatch(/^\d{13},"active",1,2,/)
    await store.close()
  })

  it('is raised by hand, and each conversation with its next change', async () => {
    await using server = await startRawRedis()
    await server.raw.set(layoutKey(), '1')
    const owner = newOwner()
    const before = openStore(server.url)
    const { id } = (await before.forOwner(owner).start({ title: 'kept' })).conversation
    const raised = openStore(server.url, { layout: 2 })
    const mine = raised.forOwner(owner)
    expect((await mine.get(id)).title).toBe('kept')
    expect(await server.raw.get(layoutKey())).toBe('2')
    expect(await recordOf(server, owner, id)).toMatch(/^\d{13},/)
    const { conversation } = await mine.append(id, { messages: [text('a')] })
    expect(await recordOf(server, owner, id)).toMatch(/^2,\d{13},/)
    expect(withoutAccessTime(await before.forOwner(owner).get(id))).toStrictEqual(
      withoutAccessTime(conversation),
    )
    const lower = openStore(server.url, { layout: 1 })
    await lower.forOwner(owner).list()
    expect(await server.raw.get(layoutKey())).toBe('2')
    for (const store of [before, raised, lower]) await store.close()
  })

  it.each(['3', '0', 'abc'])(
    'that is not known stops everything, and says why: %s',
    async (stored) => {
      await using server = await startRawRedis()
      const owner = newOwner()
      const keys = keysOf(owner)
      const running = openStore(server.url)
      await mixedHistory(running.forOwner(owner))
      const held = await snapshot(server.raw, keys)
      await server.raw.set(layoutKey(), stored)
      const events: StoreEvent[] = []
      const fresh = openStore(server.url, {}, { observe: (event) => events.push(event) })
      // A running server looks whenever it is asked for its health.
      await expect.poll(async () => (await running.health()).status).toBe('unhealthy')
      const shown = stored === 'abc' ? 'unreadable' : stored
      const warning = expect.stringContaining(`The stored layout is ${shown}`)
      expect(await fresh.health()).toMatchObject({
        status: 'unhealthy',
        warnings: expect.arrayContaining([warning]),
      })
      expect(events).toContainEqual({ type: 'warning', message: warning })
      for (const store of [running, fresh]) {
        const mine = store.forOwner(owner)
        await expect(mine.list()).rejects.toMatchObject(unavailable)
        await expect(mine.start()).rejects.toMatchObject(unavailable)
        await expect(mine.erase()).rejects.toMatchObject(unavailable)
      }
      expect(await snapshot(server.raw, keys)).toStrictEqual(held)

      await server.raw.set(layoutKey(), '2')
      await expect.poll(async () => (await fresh.health()).status).toBe('healthy')
      expect((await fresh.forOwner(owner).list()).items).toHaveLength(6)
      await running.close()
      await fresh.close()
    },
  )

  it('that was raised meanwhile is noticed by the first record of it', async () => {
    await using server = await startRawRedis()
    const owner = newOwner()
    const store = openStore(server.url)
    const mine = store.forOwner(owner)
    const { id } = (await mine.start()).conversation
    await server.raw.set(layoutKey(), '3')
    await server.raw.hset(keysOf(owner).conversation(id).fields, 'record', '3,{}')
    await expect(mine.get(id)).rejects.toMatchObject(unavailable)
    const started = async () => mine.start().then(String, ({ reason }) => reason)
    await expect.poll(started).toBe('STORE_UNAVAILABLE')
    await store.close()
  })

  it('needs no write to be read: a full server serves reads', async () => {
    await using server = await startRawRedis()
    await server.raw.config('SET', 'maxmemory', '1')
    const store = openStore(server.url)
    expect(await store.forOwner(newOwner()).list()).toMatchObject({ items: [] })
    await store.close()
  })
})
