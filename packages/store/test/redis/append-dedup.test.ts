import { afterAll, describe, expect, it } from 'vitest'
import { MessagesRemovedError } from '../../src/errors.ts'
import { SCRIPTS } from '../../src/redis/scripts/registry.ts'
import { text } from '../../testing/conformance/support/samples.ts'
import { ageTruncations, say, TEN_MINUTES } from './remembered.ts'
import { keysOf, newOwner, openStore, startRawRedis } from './support.ts'

/** How appends are remembered in a conversation's hash, and forgotten. */

const server = await startRawRedis()
const store = openStore(server.url)
afterAll(async () => {
  await store.close()
  await server[Symbol.asyncDispose]()
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
    const owner = newOwner()
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
    expect(remembered.length).toBeLessThanOrEqual(100 + 16)
    for (let index = 110; index < 150; index++) {
      expect((await say(mine, id, `old ${index}`)).replayed, `old ${index}`).toBe(true)
    }
    expect(await mine.getAppendResult(id, 'old 0')).toBeNull()
    expect((await say(mine, id, 'old 0')).replayed).toBe(false)
  })

  it('of a busy time are forgotten soon after it', async () => {
    const owner = newOwner()
    const mine = store.forOwner(owner)
    const { id } = (await mine.start()).conversation
    const { fields } = keysOf(owner).conversation(id)
    await Promise.all(Array.from({ length: 300 }, (_, index) => say(mine, id, `old ${index}`)))
    await age(fields)
    for (let index = 0; index < 30; index++) await say(mine, id, `new ${index}`)
    expect(await server.raw.hlen(fields)).toBeLessThanOrEqual(2 + 100 + 16)
  })

  it('that were truncated are remembered as long, and no longer', async () => {
    const owner = newOwner()
    const mine = store.forOwner(owner)
    const { id } = (await mine.start()).conversation
    const { fields } = keysOf(owner).conversation(id)
    const truncated = async (name: string, count: number) => {
      for (let index = 0; index < count; index++) await say(mine, id, `${name} ${index}`)
      await mine.truncate(id, { afterSeq: 0 })
      await ageTruncations(server.raw, fields)
    }
    await truncated('oldest', 30)
    await truncated('old', 50)
    await truncated('new', 99)
    await truncated('newest', 1)
    await expect(say(mine, id, 'new 0')).rejects.toThrow(MessagesRemovedError)
    expect((await server.raw.hkeys(fields)).filter((name) => name.length === 14)).toHaveLength(100)
    expect((await say(mine, id, 'oldest 0')).replayed).toBe(false)
  })

  it('of many messages are forgotten as fast as they come', async () => {
    const owner = newOwner()
    const mine = store.forOwner(owner)
    const { id } = (await mine.start()).conversation
    const { fields } = keysOf(owner).conversation(id)
    for (let index = 0; index < 110; index++) await say(mine, id, `old ${index}`, 3)
    await age(fields)
    for (let index = 0; index < 120; index++) await say(mine, id, `new ${index}`, 50)
    expect(await server.raw.hlen(fields)).toBeLessThanOrEqual(2 + 120)
  })

  it.each([1, 32, 50, 99])(
    'stay about a hundred for ever, however many messages they have: %i',
    async (count) => {
      const owner = newOwner()
      const mine = store.forOwner(owner)
      const { id } = (await mine.start()).conversation
      const { fields } = keysOf(owner).conversation(id)
      const single = (times: number, name: string) =>
        Array.from({ length: times }, (_, index) => index).reduce(
          async (before, index) =>
            before.then(() => say(mine, id, `${name} ${index}`)).then(() => {}),
          Promise.resolve(),
        )
      await single(32, 'first')
      await say(mine, id, 'wide', Math.min(count, 50))
      await single(99, 'second')
      await age(fields)
      for (let round = 0; round < 5; round++) {
        await single(100, `round ${round}`)
        await age(fields)
      }
      await single(40, 'last')
      // Those of the record, of `@`, a hundred, and what is evicted together.
      expect(await server.raw.hlen(fields)).toBeLessThanOrEqual(2 + 100 + 16 + 1)
    },
  )

  it('take no memory and no time for the changes of fields between them', async () => {
    const owner = newOwner()
    const mine = store.forOwner(owner)
    const { id } = (await mine.start()).conversation
    const { fields } = keysOf(owner).conversation(id)
    await say(mine, id, 'k')
    for (let index = 0; index < 50; index++) await mine.update(id, { title: `title ${index}` })
    expect(await server.raw.hlen(fields)).toBe(2)
    expect((await say(mine, id, 'k')).conversation.title).toBe('title 49')
  })

  it('without a key are never taken for one another, though the ends of their ids are alike', async () => {
    const owner = newOwner()
    const mine = store.forOwner(owner)
    const { id } = (await mine.start()).conversation
    const { fields } = keysOf(owner).conversation(id)
    const { messages } = await mine.append(id, { messages: [text('first')] })
    const [key = ''] = (await server.raw.hkeys(fields)).filter((name) => name.length === 14)
    expect(messages[0]?.id.replaceAll('-', '')).toContain(key)
    const next = '0'.repeat(18) + key
    const args = [id, key, '', '', 3_600_000, 100, '""', 2, '', '', `"${next}",0,"second"]`]
    const keys = keysOf(owner)
    const { messages: list, pieces } = keys.conversation(id)
    const touched = [fields, list, ...keys.shared.slice(0, 5), pieces]
    const { source } = SCRIPTS.append
    const notice = ['channel', 'PUBLISH']
    expect(await server.raw.eval(source, 8, ...touched, ...args, ...notice)).toEqual(['key_reused'])
    expect((await mine.messages(id)).items).toEqual(messages)
  })
})
