import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConversationStore, OwnerConversations } from '../../src/conversation-store.ts'
import { SCRIPTS } from '../../src/redis/scripts.ts'
import { text } from '../../src/testing/conformance/samples.ts'
import { keysOf, openStore, type RawRedis, someOwner, startRawRedis } from './support.ts'

/** How appends are remembered in a conversation's hash, and forgotten. */

const TEN_MINUTES = 10 * 60_000

let server: RawRedis
let store: ConversationStore

beforeAll(async () => {
  server = await startRawRedis()
  store = openStore(server.url)
})
afterAll(async () => {
  await store.close()
  await server[Symbol.asyncDispose]()
})

const say = (mine: OwnerConversations, id: string, key: string, count = 1) =>
  mine.append(id, {
    messages: Array.from({ length: count }, () => text(key)),
    idempotencyKey: key,
  })

/** As if it had begun earlier, with all that was said in it. */
async function age(fields: string): Promise<void> {
  const record = (await server.raw.hget(fields, 'record')) ?? ''
  const older = record.replace(/\n,(\d+)\n/, (_, created) => `\n,${created - TEN_MINUTES}\n`)
  expect(older).not.toBe(record)
  await server.raw.hset(fields, 'record', older)
}

describe('appends', () => {
  it('are forgotten when 100 newer ones are there and five minutes have passed', async () => {
    const owner = someOwner()
    const mine = store.forOwner(owner)
    const { id } = (await mine.start()).conversation
    const { fields } = keysOf(owner).conversation(id)
    for (let index = 0; index < 150; index++) await say(mine, id, `old ${index}`)
    expect(await server.raw.hlen(fields)).toBe(1 + 150)

    await age(fields)
    for (let index = 0; index < 60; index++) await say(mine, id, `new ${index}`)
    // The newest hundred, and those that came since it was looked last.
    const remembered = (await server.raw.hkeys(fields)).filter((name) => name.length === 14)
    expect(remembered.length).toBeGreaterThanOrEqual(100)
    expect(remembered.length).toBeLessThanOrEqual(100 + 32)
    for (let index = 110; index < 150; index++) {
      expect((await say(mine, id, `old ${index}`)).replayed, `old ${index}`).toBe(true)
    }
    expect(await mine.recall(id, 'old 0')).toBeNull()
    expect((await say(mine, id, 'old 0')).replayed).toBe(false)
  })

  it('of many messages are forgotten as fast as they come', async () => {
    const owner = someOwner()
    const mine = store.forOwner(owner)
    const { id } = (await mine.start()).conversation
    const { fields } = keysOf(owner).conversation(id)
    for (let index = 0; index < 110; index++) await say(mine, id, `old ${index}`, 3)
    await age(fields)
    for (let index = 0; index < 120; index++) await say(mine, id, `new ${index}`, 50)
    expect(await server.raw.hlen(fields)).toBeLessThanOrEqual(2 + 120)
  })

  it('take what was kept of the fields with them when they are forgotten', async () => {
    const owner = someOwner()
    const mine = store.forOwner(owner)
    const { id } = (await mine.start({ title: 'title 0' })).conversation
    const { fields } = keysOf(owner).conversation(id)
    for (let index = 1; index <= 120; index++) {
      await say(mine, id, `old ${index}`)
      await mine.update(id, { title: `title ${index}` })
      // A second change of the same fields keeps nothing more: no append has seen these.
      await mine.update(id, { title: `title ${index}`, metadata: { index } })
    }
    const kept = async () => (await server.raw.hkeys(fields)).filter((name) => /^@\d/.test(name))
    expect(await kept()).toHaveLength(120)
    expect((await say(mine, id, 'old 7')).conversation.title).toBe('title 6')
    await age(fields)
    for (let index = 0; index < 120; index++) await say(mine, id, `new ${index}`)
    expect((await kept()).length).toBeLessThanOrEqual(32)
    expect((await say(mine, id, 'new 50')).conversation).toMatchObject({
      title: 'title 120',
      metadata: { index: 120 },
    })
  })

  it('without a key are never taken for one another, though the ends of their ids are alike', async () => {
    const owner = someOwner()
    const mine = store.forOwner(owner)
    const { id } = (await mine.start()).conversation
    const { fields } = keysOf(owner).conversation(id)
    const { messages } = await mine.append(id, { messages: [text('first')] })
    const [key = ''] = (await server.raw.hkeys(fields)).filter((name) => name.length === 14)
    expect(messages[0]?.id.replaceAll('-', '')).toContain(key)
    const next = '0'.repeat(18) + key
    const args = [id, key, '', '', 3_600_000, 100, '""', `"${next}",0,"second"]`]
    const keys = keysOf(owner)
    const touched = [...Object.values(keys.conversation(id)), keys.all, keys.byStatus.active]
    const { source } = SCRIPTS.append
    expect(await server.raw.eval(source, 5, ...touched, keys.external, ...args)).toEqual([
      'key_reused',
    ])
    expect((await mine.messages(id)).items).toEqual(messages)
  })

  it('are answered with the end that they were given, though the ttl has another length now', async () => {
    const owner = someOwner()
    const long = openStore(server.url, { ttlSeconds: 7200 })
    const mine = store.forOwner(owner)
    const { id } = (await mine.start()).conversation
    const first = await say(mine, id, 'first')
    const second = await say(long.forOwner(owner), id, 'second')
    expect(Date.parse(second.conversation.expiresAt)).toBeGreaterThan(
      Date.parse(first.conversation.expiresAt) + 3_000_000,
    )
    for (const each of [mine, long.forOwner(owner)]) {
      expect(await say(each, id, 'first')).toStrictEqual({ ...first, replayed: true })
      expect(await say(each, id, 'second')).toStrictEqual({ ...second, replayed: true })
    }
    await long.close()
  })
})
