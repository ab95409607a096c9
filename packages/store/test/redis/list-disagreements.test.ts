import type { Status } from '@threadkeep/shared'
import { afterAll, describe, expect, it } from 'vitest'
import { allPages } from '../../testing/conformance/support/all-pages.ts'
import { ids, type ListedUser, newListedUser, timeOf } from './listed-user.ts'
import { openStore, startRawRedis } from './support.ts'

const server = await startRawRedis()
const store = openStore(server.url)
afterAll(async () => {
  await store.close()
  await server[Symbol.asyncDispose]()
})

const newUser = (count: number) => newListedUser(server, store, count)

describe('what disagrees', () => {
  it.each<[string, Status | undefined, (user: ListedUser) => Promise<unknown>]>([
    [
      'one in the index of another status',
      undefined,
      async ({ keys, ids: [first = ''] }) => {
        await server.raw.zrem(keys.byStatus.active, first)
        await server.raw.zadd(keys.byStatus.archived, timeOf(0), first)
      },
    ],
    ['a record of another status', undefined, archiveRecord],
    ['a record of another status', 'active', archiveRecord],
    ['one that is missing in the index of all', 'active', replaceInAll],
    ['an id of nobody in the index of all', undefined, replaceInAll],
    ['an id of nobody in the index of a status', 'active', replaceInStatus],
    ['one that is missing in the index of its status', undefined, replaceInStatus],
    [
      'one in the wrong place of both indexes',
      undefined,
      ({ score, ids: [first = ''] }) => score(first, 0, timeOf(7)),
    ],
    [
      'one in the wrong place of both indexes',
      'active',
      ({ score, ids: [first = ''] }) => score(first, 0, timeOf(7)),
    ],
    [
      'one in the wrong place of the index of all',
      undefined,
      ({ keys, ids: [first = ''] }) => server.raw.zadd(keys.all, timeOf(7), first),
    ],
  ])('is put right by a list: %s, of %s', async (_what, status, damage) => {
    const user = await newUser(10)
    await damage(user)
    const { items } = await user.mine.list({ status })
    for (const item of items) {
      const time = String(Date.parse(item.updatedAt))
      expect(await server.raw.zscore(user.keys.all, item.id)).toBe(time)
      expect(await server.raw.zscore(user.keys.byStatus[item.status], item.id)).toBe(time)
    }
    const all = (await user.mine.list()).items
    expect(ids(all)).toStrictEqual(user.ids)
    expect(items).toStrictEqual(all.filter((item) => (status ?? item.status) === item.status))
  })

  it('lets no page skip a conversation or list it again', async () => {
    const skips = await newUser(10)
    await skips.score(skips.ids[1] ?? '', 1, timeOf(0.2))
    await skips.score(skips.ids[2] ?? '', 2, timeOf(0.8))
    expect((await allPages(skips.mine, { limit: 2 })).flatMap(ids)).toStrictEqual(skips.ids)
    const repeats = await newUser(10)
    const page = await repeats.mine.list({ limit: 2 })
    await repeats.score(repeats.ids[1] ?? '', 1, timeOf(1.5))
    const next = await repeats.mine.list({ cursor: page.nextCursor ?? '' })
    expect([page, next].flatMap(({ items }) => ids(items))).toStrictEqual(repeats.ids)
  })
})

async function archiveRecord({ changeRecord, ids: [first = ''] }: ListedUser): Promise<void> {
  await changeRecord(first, (record) => record.replace('"active"', '"archived"'))
}

async function replaceInAll({ keys, ids: [first = ''] }: ListedUser): Promise<void> {
  await server.raw.zrem(keys.all, first)
  await server.raw.zadd(keys.all, 5, 'nobody')
}

async function replaceInStatus({ keys, ids: [first = ''] }: ListedUser): Promise<void> {
  await server.raw.zrem(keys.byStatus.active, first)
  await server.raw.zadd(keys.byStatus.active, 5, 'nobody')
}
