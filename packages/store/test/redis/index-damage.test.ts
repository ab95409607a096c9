import { STATUSES } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { ids } from '../../testing/conformance/support/order.ts'
import { startMany, text } from '../../testing/conformance/support/samples.ts'
import { startUsers } from './start-users.ts'

const { server, newUser } = await startUsers()

describe('an index of a wrong type, of a conversation that the list of all lacks', () => {
  it.each<[string, (of: ReturnType<typeof newUser>, id: string) => Promise<unknown>]>([
    ['append', ({ mine }, id) => append(mine, id, 'c')],
    ['update', ({ mine }, id) => mine.update(id, { title: 'b' }, { expectedRevision: 3 })],
    ['setStatus', ({ mine }, id) => mine.setStatus(id, 'completed', { expectedRevision: 3 })],
    ['redact', ({ mine }, id) => mine.redact(id, 1, { expectedRevision: 3 })],
    ['truncate', ({ mine }, id) => mine.truncate(id, { afterSeq: 1, expectedRevision: 3 })],
    ['regenerate', ({ mine }, id) => mine.runs(id).regenerate({ expectedRevision: 3, run: false })],
  ])('has no half of %s', async (_name, change) => {
    const user = newUser()
    const { mine, keys } = user
    const { id } = (await mine.start()).conversation
    await append(mine, id, 'a')
    await append(mine, id, 'b')
    await server.raw.zrem(keys.all, id)
    for (const key of [keys.byStatus.active, keys.byStatus.completed]) {
      await server.raw.set(key, 'a text')
    }
    await change(user, id)
    expect((await mine.get(id)).revision).toBe(4)
    for (const key of [keys.all, keys.byStatus[(await mine.get(id)).status]]) {
      expect(await server.raw.zscore(key, id)).not.toBeNull()
      expect(await server.raw.pttl(key)).toBeGreaterThan(0)
    }
  })

  const append = (mine: OwnerConversations, id: string, key: string) =>
    mine.append(id, { messages: [text(key)], idempotencyKey: key })
})

describe('damage that cannot be mended', () => {
  it('is repaired around once, and costs no later list anything', async () => {
    const { mine, keys } = newUser()
    const started = await startMany(mine, 30)
    const [unreadable] = started
    await mine.append(unreadable?.id ?? '', { messages: [text('a')] })
    await server.raw.del(keys.byStatus.active, keys.conversation(unreadable?.id ?? '').fields)
    expect((await mine.list({ limit: 100 })).items).toHaveLength(29)
    const before = await scriptsRun()
    for (let times = 0; times < 3; times++) {
      expect((await mine.list({ limit: 100 })).items).toHaveLength(29)
      expect((await mine.list({ status: 'active', limit: 100 })).items).toHaveLength(29)
    }
    expect((await scriptsRun()) - before).toBe(6)
  })

  it('does not keep erase from what only starts and external ids still name', async () => {
    const { mine, keys } = newUser()
    const named = await startMany(mine, 30)
    await mine.append(named[0]?.id ?? '', { messages: [text('a'), text('b')] })
    const old = (await mine.start({ externalId: 'agent-1' })).conversation
    await server.raw.del(keys.all, ...STATUSES.map((status) => keys.byStatus[status]))
    for (const [key, value] of Object.entries(await server.raw.hgetall(keys.starts))) {
      if (value.includes(old.id)) await server.raw.hdel(keys.starts, key)
    }
    expect(await mine.erase()).toEqual({ conversations: 31, messages: 2 })
    expect(await server.raw.keys(`*${keys.conversationPrefix.slice(13, -1)}*`)).toStrictEqual([])
  })

  it('of a newer layout is not called lost, and is neither unlisted nor removed', async () => {
    const { mine, keys } = newUser()
    const [newer, other] = await startMany(mine, 2)
    const { fields } = keys.conversation(newer?.id ?? '')
    await server.raw.hset(fields, 'record', '3,a layout of a later release')
    for (const call of [
      () => mine.get(newer?.id ?? ''),
      () => mine.append(newer?.id ?? '', { messages: [text('a')] }),
      () => mine.update(newer?.id ?? '', { title: 'a' }),
    ]) {
      await expect(call(), String(call)).rejects.toMatchObject({ reason: 'STORE_UNAVAILABLE' })
    }
    expect(ids((await mine.list()).items)).toStrictEqual([other?.id])
    expect(await server.raw.hget(fields, 'record')).toBe('3,a layout of a later release')
    expect(await server.raw.zscore(keys.all, newer?.id ?? '')).not.toBeNull()
  })
})

async function scriptsRun(): Promise<number> {
  const stats = await server.raw.info('commandstats')
  return Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1])
}
