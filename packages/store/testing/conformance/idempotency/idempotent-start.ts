import { describe, expect, it } from 'vitest'
import { ConversationNotFoundError, IdempotencyKeyReusedError } from '../../../src/errors.ts'
import { text, withoutAccessTime } from '../support/samples.ts'
import { type ConformanceTarget, useStore } from '../support/target.ts'

const REUSED = new IdempotencyKeyReusedError()

export function idempotentStartTests(target: ConformanceTarget): void {
  describe('idempotent start', () => {
    const { newClient } = useStore(target)

    it('returns the first result to a repeat, whatever became of the conversation', async () => {
      const mine = newClient()
      const input = { title: 'Mine', metadata: { a: 1 }, idempotencyKey: 'k' }
      const first = await mine.start(input)
      const { id } = first.conversation
      await mine.append(id, { messages: [text('moved on')] })
      await mine.update(id, { title: 'Renamed', metadata: { b: 2 }, externalId: 'agent-1' })
      await mine.setStatus(id, 'completed')
      const before = await mine.get(id)
      expect(await mine.start(input)).toStrictEqual({ ...first, replayed: true })
      expect(await mine.start(input)).toStrictEqual({ ...first, replayed: true })
      expect(withoutAccessTime(await mine.get(id))).toStrictEqual(withoutAccessTime(before))
      expect((await mine.list()).items).toHaveLength(1)
    })

    it('returns to a repeat no conversation that was deleted, and begins no other', async () => {
      const mine = newClient()
      const first = await mine.start({ title: 'Mine', idempotencyKey: 'k' })
      await mine.delete(first.conversation.id)
      await expect(mine.start({ title: 'Mine', idempotencyKey: 'k' })).rejects.toStrictEqual(
        new ConversationNotFoundError(),
      )
      expect((await mine.list()).items).toStrictEqual([])
    })

    it.each([
      { title: 'Other' },
      {},
      { title: 'Mine', metadata: { a: 1 } },
      { title: 'Mine', externalId: 'agent-1' },
      { title: 'Mine', sdkConversationRef: 'ref-1' },
    ])('rejects the key with another payload: %j', async (other) => {
      const mine = newClient()
      await mine.start({ title: 'Mine', idempotencyKey: 'k' })
      await expect(mine.start({ ...other, idempotencyKey: 'k' })).rejects.toStrictEqual(REUSED)
      expect((await mine.list()).items).toHaveLength(1)
    })

    it('remembers more keys than one', async () => {
      const mine = newClient()
      const keys = Array.from({ length: 150 }, (_, index) => `k${index}`)
      const first = []
      for (const idempotencyKey of keys) first.push(await mine.start({ idempotencyKey }))
      for (const [index, idempotencyKey] of keys.entries()) {
        const again = await mine.start({ idempotencyKey })
        expect(again).toStrictEqual({ ...first[index], replayed: true })
      }
    })

    it('makes two conversations of two calls without a key, or with two keys', async () => {
      const mine = newClient()
      const started = [
        await mine.start({ title: 'same' }),
        await mine.start({ title: 'same' }),
        await mine.start({ title: 'same', idempotencyKey: 'a' }),
        await mine.start({ title: 'same', idempotencyKey: 'A' }),
      ]
      expect(started.map((result) => result.replayed)).toStrictEqual([false, false, false, false])
      expect(new Set(started.map((result) => result.conversation.id)).size).toBe(4)
    })

    it('keeps the keys of two owners apart', async () => {
      const mine = await newClient().start({ title: 'Mine', idempotencyKey: 'k' })
      const theirs = await newClient().start({ title: 'Theirs', idempotencyKey: 'k' })
      expect(theirs.replayed).toBe(false)
      expect(theirs.conversation.id).not.toBe(mine.conversation.id)
    })
  })
}
