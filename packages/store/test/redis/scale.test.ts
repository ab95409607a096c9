import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { ids } from '../../testing/conformance/support/order.ts'
import { reasonOf } from '../../testing/conformance/support/rejections.ts'
import { text, texts } from '../../testing/conformance/support/samples.ts'
import { keysOf, newOwner, openStore, type RawRedis, startRawRedis } from './support.ts'

let server: RawRedis

beforeAll(async () => {
  server = await startRawRedis()
})
afterAll(() => server[Symbol.asyncDispose]())

describe('a thousand conversations', () => {
  it('are paged while others are touched, created, deleted and expire', async () => {
    const [reader, writer] = [openStore(server.url), openStore(server.url)]
    // What a store with another TTL starts expires while the reader still pages.
    const shortLived = openStore(server.url, { ttlSeconds: 1 })
    const owner = newOwner()
    const mine = reader.forOwner(owner)
    const theirs = writer.forOwner(owner)
    const doomed: string[] = []
    const still: string[] = []
    const moving: string[] = []
    for (let batch = 0; batch < 25; batch++) {
      doomed.push(...(await startAll(shortLived.forOwner(owner), 4)))
      still.push(...(await startAll(mine, 20)))
      moving.push(...(await startAll(mine, 20)))
    }
    expect(still).toHaveLength(500)

    const seen: string[] = []
    const lengths: number[] = []
    for (let cursor: string | undefined | null; cursor !== null; ) {
      const page = await mine.list({ limit: 20, cursor })
      seen.push(...page.items.map((item) => item.id))
      lengths.push(page.items.length)
      cursor = page.nextCursor
      await Promise.all([
        theirs.append(moving.shift() ?? '', { messages: [text('touched')] }),
        theirs.append(moving.pop() ?? '', { messages: [text('touched')] }),
        theirs.setStatus(moving.shift() ?? '', 'archived'),
        theirs.delete(moving.shift() ?? ''),
        theirs.delete(moving.pop() ?? ''),
        theirs.start(),
      ])
      if (lengths.length === 15) await allExpired()
    }
    const wanted = new Set(still)
    expect(seen.filter((id) => wanted.has(id)).sort()).toStrictEqual(still.sort())
    expect(lengths.slice(0, -1).every((length) => length === 20)).toBe(true)
    expect(lengths.at(-1)).toBeGreaterThan(0)
    for (const store of [reader, writer, shortLived]) await store.close()

    async function allExpired(): Promise<void> {
      const keys = doomed.map((id) => keysOf(owner).conversation(id).fields)
      await expect.poll(() => server.raw.exists(keys), { timeout: 10_000 }).toBe(0)
    }
  })
})

describe('erase of an owner with 2,000 conversations', () => {
  it('ends while another server appends, and leaves no key', async () => {
    const [first, second] = [openStore(server.url), openStore(server.url)]
    const owner = newOwner()
    const mine = first.forOwner(owner)
    const theirs = second.forOwner(owner)
    const started: string[] = []
    for (let batch = 0; batch < 20; batch++) started.push(...(await startAll(mine, 100)))
    await Promise.all(started.map((id) => mine.append(id, { messages: texts(2) })))

    let erased = false
    let appended = 0
    const appending = started.slice(-25).map(async (id) => {
      while (!erased) {
        if ((await reasonOf(theirs.append(id, { messages: [text('!')] }))) !== 'ok') return
        appended++
      }
    })
    const counts = await mine.erase()
    erased = true
    await Promise.all(appending)
    expect(counts.conversations).toBe(2000)
    expect(counts.messages).toBeGreaterThanOrEqual(4000)
    expect(counts.messages).toBeLessThanOrEqual(4000 + appended)
    const tag = keysOf(owner).all.slice(5, -'conversations'.length - 1)
    expect((await server.keys()).filter((key) => key.includes(tag))).toStrictEqual([])
    for (const store of [first, second]) await store.close()
  })

  it('does its work in bounded steps', async () => {
    const store = openStore(server.url)
    const mine = store.forOwner(newOwner())
    for (let batch = 0; batch < 10; batch++) await startAll(mine, 100)
    await server.raw.config('RESETSTAT')
    await mine.erase()
    const [, calls = '0'] =
      /cmdstat_evalsha:calls=(\d+)/.exec(await server.raw.info('commandstats')) ?? []
    expect(Number(calls)).toBeGreaterThanOrEqual(1000 / 200)
    await store.close()
  })
})

async function startAll(mine: OwnerConversations, count: number): Promise<string[]> {
  const started = await Promise.all(Array.from({ length: count }, () => mine.start()))
  return ids(started.map((result) => result.conversation))
}
