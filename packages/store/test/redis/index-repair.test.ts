import { STATUSES } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import { ConversationNotFoundError } from '../../src/errors.ts'
import { allPages } from '../../testing/conformance/support/all-pages.ts'
import { ids } from '../../testing/conformance/support/order.ts'
import { startMany, text } from '../../testing/conformance/support/samples.ts'
import { startUsers } from './start-users.ts'

const { server, newUser } = await startUsers()

describe('conversations removed behind the back of the store', () => {
  it('leave the list in full pages, and then the indexes', async () => {
    const { mine, keys } = newUser()
    const started = await startMany(mine, 90)
    for (const [index, { id }] of started.entries()) {
      await mine.setStatus(id, STATUSES[index % 3] ?? 'active')
    }
    const gone = started.filter((_, index) => index % 2 === 0)
    const kept = started.filter((_, index) => index % 2 === 1)
    for (const { id } of gone) await server.raw.del(Object.values(keys.conversation(id)))

    const pages = await allPages(mine, { limit: 10 })
    expect(pages.map((page) => page.length)).toStrictEqual([10, 10, 10, 10, 5])
    expect(ids(pages.flat())).toStrictEqual(ids(kept))
    for (const status of STATUSES) {
      const of = await allPages(mine, { status, limit: 5 })
      expect(of.map((page) => page.length)).toStrictEqual([5, 5, 5])
    }
    for (const key of [keys.all, ...STATUSES.map((status) => keys.byStatus[status])]) {
      const members = await server.raw.zrange(key, '0', '-1')
      expect(members.filter((id) => gone.some((item) => item.id === id))).toStrictEqual([])
    }
  })

  it('more of them than one call clears away still give a full page', async () => {
    const { mine, keys } = newUser()
    const [oldest] = await startMany(mine, 1)
    for (let batch = 0; batch < 5; batch++) {
      await Promise.all(Array.from({ length: 500 }, () => mine.start()))
    }
    const gone = (await server.raw.zrange(keys.all, '0', '-1')).filter((id) => id !== oldest?.id)
    await server.raw.del(gone.map((id) => keys.conversation(id).fields))
    const { items, nextCursor } = await mine.list({ limit: 1 })
    expect(ids(items)).toStrictEqual([oldest?.id])
    expect(nextCursor).toBeNull()
    expect(await server.raw.zcard(keys.all)).toBe(1)
  })

  it('are found by no external id, and leave its index', async () => {
    const { mine, keys } = newUser()
    const { id } = (await mine.start({ externalId: 'agent-1' })).conversation
    await server.raw.del(keys.conversation(id).fields)
    const notFound = new ConversationNotFoundError()
    await expect(mine.findByExternalId('agent-1')).rejects.toStrictEqual(notFound)
    expect(await server.raw.hkeys(keys.external)).toEqual(['.'])
  })

  it('can still be deleted and erased', async () => {
    const { mine, keys } = newUser()
    const [half, whole] = await startMany(mine, 2)
    for (const item of [half, whole]) await mine.append(item?.id ?? '', { messages: [text('a')] })
    await server.raw.del(keys.conversation(half?.id ?? '').messages)
    await mine.delete(half?.id ?? '')
    await server.raw.del(keys.conversation(whole?.id ?? '').fields)
    await mine.erase()
    expect(await server.raw.keys(`*${keys.conversationPrefix.slice(13, -1)}*`)).toStrictEqual([])
  })
})

describe('indexes removed behind the back of the store', () => {
  it.each(['all', ...STATUSES] as const)('are made again: %s', async (which) => {
    const { mine, keys } = newUser()
    const started = await startMany(mine, 30)
    for (const [index, { id }] of started.entries()) {
      await mine.setStatus(id, STATUSES[index % 3] ?? 'active')
    }
    const before = await mine.list({ limit: 100 })
    await server.raw.del(which === 'all' ? keys.all : keys.byStatus[which])
    expect(await mine.list({ limit: 100 })).toStrictEqual(before)
    for (const status of STATUSES) {
      expect((await mine.list({ status })).items).toStrictEqual(
        before.items.filter((item) => item.status === status),
      )
    }
    for (const key of [keys.all, ...STATUSES.map((status) => keys.byStatus[status])]) {
      expect(await server.raw.pttl(key)).toBeGreaterThan(0)
    }
  })
})

describe('an index of external ids removed behind the back of the store', () => {
  it.each([3, 130])('is made again, with %i conversations', async (count) => {
    const { mine, keys } = newUser()
    const [one, other] = await startMany(mine, count)
    await mine.update(one?.id ?? '', { externalId: 'agent-1' })
    await mine.update(other?.id ?? '', { externalId: 'agent-2' })
    await server.raw.del(keys.external)
    expect((await mine.findByExternalId('agent-1')).id).toBe(one?.id)
    expect(await server.raw.hget(keys.external, 'eagent-2')).toBe(other?.id)
    expect(await server.raw.pttl(keys.external)).toBeGreaterThan(3_600_000)
    await expect(mine.findByExternalId('agent-3')).rejects.toStrictEqual(
      new ConversationNotFoundError(),
    )
    await server.raw.del(keys.external)
    const third = (await mine.start({ externalId: 'agent-3' })).conversation
    expect((await mine.findByExternalId('agent-2')).id).toBe(other?.id)
    expect((await mine.findByExternalId('agent-3')).id).toBe(third.id)
  })
})
