import { afterAll, describe, expect, it } from 'vitest'
import { MessagesRemovedError } from '../../src/errors.ts'
import { ageTruncations, say, TEN_MINUTES } from './remembered.ts'
import { keysOf, newOwner, openStore, startRawRedis } from './support.ts'

/** How regenerations are remembered in a conversation's hash, and forgotten. */

const server = await startRawRedis()
const store = openStore(server.url)
afterAll(async () => {
  await store.close()
  await server[Symbol.asyncDispose]()
})

describe('regenerations', () => {
  it('are forgotten after five minutes, also where there was no reply to remove', async () => {
    const owner = newOwner()
    const mine = store.forOwner(owner)
    const { id } = (await mine.start()).conversation
    const { fields } = keysOf(owner).conversation(id)
    await say(mine, id, 'question')
    const again = (name: string) => mine.runs(id).regenerate({ idempotencyKey: name, run: false })
    for (let index = 0; index < 5; index++) await again(`old ${index}`)
    for (const [key, value] of Object.entries(await server.raw.hgetall(fields))) {
      const at = /^r1 (\d{13})$/.exec(value)?.[1]
      if (at !== undefined) await server.raw.hset(fields, key, `r1 ${Number(at) - TEN_MINUTES}`)
    }
    await again('new')
    expect((await again('new')).replayed).toBe(true)
    // Of the record, the append, and the newest.
    expect(await server.raw.hlen(fields)).toBe(3)
  })

  it('of messages that were removed do not count among the newest hundred appends', async () => {
    const owner = newOwner()
    const mine = store.forOwner(owner)
    const { id } = (await mine.start()).conversation
    const { fields } = keysOf(owner).conversation(id)
    const removeAll = async () => {
      await mine.truncate(id, { afterSeq: 0 })
      await ageTruncations(server.raw, fields)
    }
    await say(mine, id, 'old')
    await removeAll()
    await say(mine, id, 'question')
    const again = (name: string) => mine.runs(id).regenerate({ idempotencyKey: name, run: false })
    for (let index = 0; index < 100; index++) await again(`again ${index}`)
    await mine.truncate(id, { afterSeq: 0 })
    await expect(again('again 0')).rejects.toThrow(MessagesRemovedError)
    await ageTruncations(server.raw, fields)
    await say(mine, id, 'new')
    await removeAll()
    await expect(say(mine, id, 'old')).rejects.toThrow(MessagesRemovedError)
    // Of the record, what was removed, and three appends.
    expect(await server.raw.hlen(fields)).toBe(2 + 3)
  })
})
