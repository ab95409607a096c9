import { afterAll, describe, expect, it } from 'vitest'
import { allPages } from '../../testing/conformance/support/all-pages.ts'
import { ids, NEWEST, newListedUser, statusOf, TIMES, TTL, timeOf } from './listed-user.ts'
import { newOwner, openStore, startRawRedis } from './support.ts'

const server = await startRawRedis()
const store = openStore(server.url)
afterAll(async () => {
  await store.close()
  await server[Symbol.asyncDispose]()
})

const newUser = (count: number) => newListedUser(server, store, count)

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

  it('is not counted as a next page', async () => {
    const user = await newUser(3)
    for (const [place, id] of user.ids.entries()) {
      await user.changeRecord(id, (record) => record.replace(TIMES, `${NEWEST},${NEWEST + 1}`))
      await user.score(id, place, NEWEST)
    }
    const [unreadable = '', ...others] = [...user.ids].sort().reverse()
    await user.changeRecord(unreadable, (record) => record.replace('"', "'"))
    const { items, nextCursor } = await user.mine.list({ limit: 2 })
    expect(ids(items)).toStrictEqual(others)
    expect(nextCursor).toBeNull()
  })

  it('is anything on a replica, whose data may be stale', async () => {
    const impatient = openStore(server.url, { commandTimeoutMs: 300 })
    const mine = impatient.forOwner(newOwner())
    await mine.start()
    await server.raw.replicaof('127.0.0.1', 1)
    await expect(mine.list()).rejects.toMatchObject({ reason: 'STORE_UNAVAILABLE' })
    await server.raw.replicaof('NO', 'ONE')
    await impatient.close()
  })

  it('is an id with a line feed in it, which is not taken for two', async () => {
    const user = await newUser(10)
    const damaged = `${user.ids[0]}\n${user.ids[1]}`
    for (const key of [user.keys.all, user.keys.byStatus.archived]) {
      await server.raw.zadd(key, timeOf(20), damaged)
    }
    const record = await server.raw.hget(user.keys.conversation(user.ids[4] ?? '').fields, 'record')
    const old = record?.replace(TIMES, `${timeOf(20)},${NEWEST}`) ?? ''
    await server.raw.hset(user.keys.conversation(damaged).fields, 'record', old)
    expect(ids((await user.mine.list()).items)).toStrictEqual([...user.ids, damaged])
  })
})
