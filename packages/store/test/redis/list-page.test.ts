import { type Conversation, STATUSES } from '@threadkeep/shared'
import { afterAll, describe, expect, it } from 'vitest'
import { allPages } from '../../testing/conformance/support/all-pages.ts'
import { startMany } from '../../testing/conformance/support/samples.ts'
import { keysOf, newOwner, openStore, startRawRedis } from './support.ts'

const server = await startRawRedis()
const store = openStore(server.url)
afterAll(async () => {
  await store.close()
  await server[Symbol.asyncDispose]()
})

const ids = (items: Conversation[]) => items.map(({ id }) => id)

/** Times of changes, one second apart, of a user's conversations from the newest on. */
const NEWEST = Date.now() - 60_000
const timeOf = (place: number) => NEWEST - place * 1000

/** A user with conversations of every status, `ids` from the newest on. */
async function newUser(count: number) {
  const owner = newOwner()
  const mine = store.forOwner(owner)
  const keys = keysOf(owner)
  const started = ids(await startMany(mine, count))
  for (const [place, id] of started.entries()) {
    await mine.setStatus(id, statusOf(place))
    await changeRecord(id, (record) => record.replace(TIMES, `${timeOf(place)},${NEWEST}`))
    await score(id, place, timeOf(place))
  }
  return { mine, keys, ids: started, score, changeRecord }

  async function changeRecord(id: string, change: (record: string) => string): Promise<void> {
    const { fields } = keys.conversation(id)
    const record = (await server.raw.hget(fields, 'record')) ?? ''
    const changed = change(record)
    expect(changed).not.toBe(record)
    await server.raw.hset(fields, 'record', changed)
  }

  /** In both indexes that list it. */
  async function score(id: string, place: number, time: number): Promise<void> {
    for (const key of [keys.all, keys.byStatus[statusOf(place)]])
      await server.raw.zadd(key, time, id)
  }
}

/** In a record: when it was changed and accessed, and before its ttl the time of its next renewal. */
const TIMES = /(?<=^2,\d+,"\w+",\d+,\d+,)\d+,\d+/
const TTL = /^2,\d+(,"\w+",\d+,\d+,\d+,\d+,\d+),\d+/
const statusOf = (place: number) => STATUSES[[0, 0, 1, 0, 2][place % 5] ?? 0] ?? 'active'

/** How many scripts ran meanwhile. */
async function scriptsOf(calls: () => Promise<unknown>): Promise<number> {
  const before = await scriptsRun()
  await calls()
  return (await scriptsRun()) - before
}

async function scriptsRun(): Promise<number> {
  const stats = await server.raw.info('commandstats')
  return Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1])
}

describe('a page of conversations that agree with the indexes', () => {
  it('takes one script, of any status, on every page', async () => {
    const user = await newUser(20)
    // The script is known to the server, and the indexes of the user are whole.
    await user.mine.list()
    let pages: string[][] = []
    const all = async () => {
      pages = (await allPages(user.mine, { limit: 4 })).map(ids)
    }
    expect(await scriptsOf(all)).toBe(5)
    expect(pages).toStrictEqual([0, 4, 8, 12, 16].map((at) => user.ids.slice(at, at + 4)))
    for (const [status, of] of [
      ['active', 12],
      ['completed', 4],
      ['archived', 4],
    ] as const) {
      const one = async () => {
        pages = (await allPages(user.mine, { status, limit: 2 })).map(ids)
      }
      expect(await scriptsOf(one)).toBe(of / 2)
      const expected = user.ids.filter((_, place) => statusOf(place) === status)
      expect(pages.flat()).toStrictEqual(expected)
    }
  })

  it('takes one script where many changed in the same millisecond', async () => {
    const user = await newUser(20)
    await user.mine.list()
    for (const [place, id] of user.ids.entries()) {
      await user.changeRecord(id, (record) => record.replace(TIMES, `${NEWEST},${NEWEST + 1}`))
      await user.score(id, place, NEWEST)
    }
    let pages: string[][] = []
    const all = async () => {
      pages = (await allPages(user.mine, { limit: 3 })).map(ids)
    }
    expect(await scriptsOf(all)).toBe(7)
    expect(pages.flat()).toStrictEqual([...user.ids].sort().reverse())
  })

  it('takes one script where a release before this one wrote them', async () => {
    const user = await newUser(5)
    const before = await user.mine.list()
    for (const id of user.ids) await user.changeRecord(id, (record) => record.slice(2))
    let after: unknown
    const list = async () => {
      after = await user.mine.list()
    }
    expect(await scriptsOf(list)).toBe(1)
    expect(after).toStrictEqual(before)
  })
})

type User = Awaited<ReturnType<typeof newUser>>

describe('what disagrees', () => {
  it.each<[string, (user: User) => Promise<unknown>]>([
    [
      'is in the index of another status',
      async ({ keys, ids: [first = ''] }) => {
        await server.raw.zrem(keys.byStatus.active, first)
        await server.raw.zadd(keys.byStatus.archived, timeOf(0), first)
      },
    ],
    [
      'has a record of another status',
      ({ changeRecord, ids: [first = ''] }) =>
        changeRecord(first, (record) => record.replace('"active"', '"archived"')),
    ],
    [
      'is missing in the index of all, which has an id too many',
      async ({ keys, ids: [first = ''] }) => {
        await server.raw.zrem(keys.all, first)
        await server.raw.zadd(keys.all, 5, 'nobody')
      },
    ],
    [
      'is missing in the index of its status, which has an id too many',
      async ({ keys, ids: [first = ''] }) => {
        await server.raw.zrem(keys.byStatus.active, first)
        await server.raw.zadd(keys.byStatus.active, 5, 'nobody')
      },
    ],
    [
      'is in the wrong place of both indexes',
      ({ score, ids: [first = ''] }) => score(first, 0, timeOf(7)),
    ],
    [
      'is in the wrong place of one index',
      ({ keys, ids: [first = ''] }) => server.raw.zadd(keys.all, timeOf(7), first),
    ],
    [
      'is where the next page begins, which would skip one',
      async ({ score, ids: [, second = '', third = ''] }) => {
        await score(second, 1, timeOf(0.2))
        await score(third, 2, timeOf(0.8))
      },
    ],
    [
      'is where the next page begins, which would have it again',
      ({ score, ids: [, second = ''] }) => score(second, 1, timeOf(1.5)),
    ],
  ])('is put right: %s', async (_what, damage) => {
    const user = await newUser(10)
    await damage(user)
    const walk = async () => {
      for (const status of [undefined, ...STATUSES]) await allPages(user.mine, { status, limit: 2 })
    }
    // The first walk meets what disagrees wherever it is.
    await walk()
    const pages = await allPages(user.mine, { limit: 2 })
    expect(pages.map(ids)).toHaveLength(5)
    for (const status of STATUSES) {
      const listed = (await user.mine.list({ status })).items
      expect(listed).toStrictEqual(pages.flat().filter((item) => item.status === status))
    }
    for (const { id, status, updatedAt } of pages.flat()) {
      const time = String(Date.parse(updatedAt))
      expect(await server.raw.zscore(user.keys.all, id)).toBe(time)
      expect(await server.raw.zscore(user.keys.byStatus[status], id)).toBe(time)
    }
  })

  it('skips and repeats nothing on the way', async () => {
    const skips = await newUser(10)
    await skips.score(skips.ids[1] ?? '', 1, timeOf(0.2))
    await skips.score(skips.ids[2] ?? '', 2, timeOf(0.8))
    expect((await allPages(skips.mine, { limit: 2 })).flatMap(ids)).toStrictEqual(skips.ids)
    const repeats = await newUser(10)
    await repeats.score(repeats.ids[1] ?? '', 1, timeOf(1.5))
    expect((await allPages(repeats.mine, { limit: 2 })).flatMap(ids)).toStrictEqual(repeats.ids)
  })
})

describe('what is not listed', () => {
  it('leaves the page full: an expired one, an unreadable one, and one with a NUL in it', async () => {
    const user = await newUser(10)
    const [expired = '', unreadable = '', withNul = '', ...others] = user.ids
    await user.changeRecord(expired, (record) => record.replace(TTL, `2,${NEWEST}$1,1000`))
    await user.changeRecord(unreadable, (record) => record.replace('"', "'"))
    await user.changeRecord(withNul, (record) => `${record}\0`)
    expect((await allPages(user.mine, { limit: 2 })).map(ids)).toStrictEqual([
      others.slice(0, 2),
      others.slice(2, 4),
      others.slice(4, 6),
      others.slice(6),
    ])
    expect(ids((await user.mine.list()).items)).toStrictEqual(others)
  })

  it('is an id with a line feed in it, which is not taken for two', async () => {
    const user = await newUser(10)
    const [first = '', second = ''] = user.ids
    await server.raw.zadd(user.keys.all, timeOf(0), `${first}\n${second}`)
    await server.raw.zadd(user.keys.byStatus.active, timeOf(0), `${first}\n${second}`)
    const { fields } = user.keys.conversation(`${first}\n${second}`)
    const record = await server.raw.hget(user.keys.conversation(first).fields, 'record')
    await server.raw.hset(fields, 'record', record ?? '')
    const pages = await allPages(user.mine, { limit: 3 })
    expect(pages.flatMap(ids).filter((id) => id.length === 36)).toStrictEqual(user.ids)
  })
})
