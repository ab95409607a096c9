import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { ConversationNotFoundError } from '../../src/errors.ts'
import { text } from '../../testing/conformance/support/samples.ts'
import { createStill } from './support.ts'

const DAY_MS = 86_400_000
const NOT_FOUND = new ConversationNotFoundError()

describe('the memory store over time', () => {
  it('keeps a conversation until its TTL has passed since the last change', async () => {
    const { mine, pass } = createStill({ ttlSeconds: 60 })
    const { id } = (await mine.start({ externalId: 'agent-1' })).conversation
    pass(30_000)
    await mine.append(id, { messages: [text('a')] })
    pass(59_999)
    expect((await mine.get(id)).messageCount).toBe(1)
    expect((await mine.list()).items).toHaveLength(1)
    pass(2)
    await expect(mine.get(id)).rejects.toStrictEqual(NOT_FOUND)
    await expect(mine.findByExternalId('agent-1')).rejects.toStrictEqual(NOT_FOUND)
    expect((await mine.list()).items).toStrictEqual([])
    expect(await mine.erase()).toStrictEqual({ conversations: 0, messages: 0 })
  })

  it('never returns an earlier time after a later one, though the clock is set back', async () => {
    const { mine, pass } = createStill()
    const { conversation } = await mine.start()
    const { id, updatedAt } = conversation
    pass(-60_000)
    const later = (ms: number) => new Date(Date.parse(updatedAt) + ms).toISOString()
    expect((await mine.get(id)).lastAccessedAt).toBe(updatedAt)
    const appended = await mine.append(id, { messages: [text('a')] })
    expect(appended.conversation.updatedAt).toBe(later(1))
    expect(appended.messages[0]?.createdAt).toBe(later(1))
    expect((await mine.update(id, { title: 'b' })).updatedAt).toBe(later(2))
    expect((await mine.setStatus(id, 'archived')).updatedAt).toBe(later(3))
    expect((await mine.get(id)).lastAccessedAt).toBe(later(3))
  })

  it('moves the time of access with a read once it is a minute old', async () => {
    const { mine, pass } = createStill()
    const { conversation } = await mine.start()
    const { id, lastAccessedAt } = conversation
    pass(59_999)
    expect((await mine.get(id)).lastAccessedAt).toBe(lastAccessedAt)
    pass(1)
    const later = new Date(Date.parse(lastAccessedAt) + 60_000).toISOString()
    expect((await mine.messages(id)).items).toEqual([])
    expect((await mine.get(id)).lastAccessedAt).toBe(later)
  })

  it('remembers the key of a start for a day, and of an append as long as the conversation', async () => {
    const { mine, pass } = createStill({ ttlSeconds: 30 * 86_400 })
    const first = await mine.start({ idempotencyKey: 'k' })
    const { id } = first.conversation
    const input = { messages: [text('a')], idempotencyKey: 'k' }
    const appended = await mine.append(id, input)
    pass(DAY_MS - 1)
    expect(await mine.start({ idempotencyKey: 'k' })).toStrictEqual({ ...first, replayed: true })
    pass(28 * DAY_MS)
    expect(await mine.append(id, input)).toStrictEqual({ ...appended, replayed: true })
  })

  it('has a watch of the list begin once, though the clock was set back', async () => {
    const { mine, pass } = createStill()
    const before = (await mine.start()).conversation
    pass(-60_000)
    const events = mine.changes({ signal: AbortSignal.timeout(10_000) })[Symbol.asyncIterator]()
    const next = async () => (await events.next()).value
    expect((await next())?.event).toStrictEqual({ type: 'reset' })
    const second = next()
    const { id } = (await mine.start()).conversation
    expect((await second)?.event).toMatchObject({ type: 'changed', conversation: { id } })
    await mine.setStatus(before.id, 'archived')
    const third = await next()
    expect(third?.event).toMatchObject({ type: 'changed', conversation: { id: before.id } })
    await events.return?.()

    const resumed = mine
      .changes({ signal: AbortSignal.timeout(10_000), lastEventId: third?.id ?? '' })
      [Symbol.asyncIterator]()
    const told = resumed.next()
    await mine.delete(id)
    expect((await told).value?.event).toStrictEqual({ type: 'deleted', conversationId: id })
    await resumed.return?.()
  })

  it('does not have it begin again and again, however much is newer than the clock', async () => {
    const { mine, pass } = createStill({ maxConversations: 300 })
    for (let n = 0; n < 250; n++) await mine.start()
    pass(-60_000)
    const stop = new AbortController()
    const events: string[] = []
    const watching = (async () => {
      for await (const { event } of mine.changes({ signal: stop.signal })) events.push(event.type)
    })()
    for (let turns = 0; turns < 100; turns++) await turn()
    // Notices of what came before may wake it.
    expect(events.length).toBeLessThan(5)
    stop.abort()
    await watching
  })
})
