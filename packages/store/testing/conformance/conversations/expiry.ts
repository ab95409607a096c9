import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { describe, it } from 'vitest'
import { ConversationNotFoundError } from '../../../src/errors.ts'
import { reasonOf } from '../support/rejections.ts'
import { startMany, text, withoutAccessTime } from '../support/samples.ts'
import { type ConformanceTarget, useStore } from '../support/target.ts'

const TTL_MS = 1_000
const NOT_FOUND = 'CONVERSATION_NOT_FOUND'
const WAIT = { interval: 20, timeout: 5_000 }

export function expiryTests(target: ConformanceTarget): void {
  // Each of these waits for a second to pass: they may wait together.
  describe.concurrent('expiry', () => {
    const { newClient } = useStore(target, {
      ttlSeconds: TTL_MS / 1000,
      limits: { ...DEFAULT_LIMITS, conversationsPerUser: 3 },
    })

    it('ends a conversation the TTL after its last change, reads or not', async ({ expect }) => {
      const mine = newClient()
      const before = performance.now()
      const { id } = (await mine.start()).conversation
      await expect.poll(() => reasonOf(mine.get(id)), WAIT).toBe(NOT_FOUND)
      expect(performance.now() - before).toBeGreaterThan(TTL_MS - 5)
    })

    it('begins anew with every change', async ({ expect }) => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      const changes = [
        () => mine.append(id, { messages: [text('a')] }),
        () => mine.update(id, { title: 'b' }),
        () => mine.setStatus(id, 'completed'),
      ]
      const begin = performance.now()
      let lastChange = begin
      for (const change of changes) {
        // Half of the TTL: three such waits together are longer than one TTL.
        await expect.poll(() => performance.now() - lastChange, WAIT).toBeGreaterThan(TTL_MS * 0.5)
        lastChange = performance.now()
        await change()
      }
      expect(lastChange - begin).toBeGreaterThan(TTL_MS)
      await expect.poll(() => reasonOf(mine.get(id)), WAIT).toBe(NOT_FOUND)
      expect(performance.now() - lastChange).toBeGreaterThan(TTL_MS - 5)
    })

    it('is not put off by a status that changes nothing', async ({ expect }) => {
      const mine = newClient()
      const begin = performance.now()
      const { id } = (await mine.start()).conversation
      await expect.poll(() => reasonOf(mine.setStatus(id, 'active')), WAIT).toBe(NOT_FOUND)
      expect(performance.now() - begin).toBeGreaterThan(TTL_MS - 5)
    })

    it('leaves nothing that could be read, listed, changed or brought back', async ({ expect }) => {
      const mine = newClient()
      const { id } = (await mine.start({ externalId: 'agent-1' })).conversation
      const messages = [text('a')]
      await mine.append(id, { messages, idempotencyKey: 'k' })
      await expect.poll(() => reasonOf(mine.get(id)), WAIT).toBe(NOT_FOUND)

      const empty = { items: [], nextCursor: null }
      expect(await mine.list()).toStrictEqual(empty)
      expect(await mine.list({ status: 'active' })).toStrictEqual(empty)
      const notFound = new ConversationNotFoundError()
      await expect(mine.messages(id)).rejects.toStrictEqual(notFound)
      await expect(mine.append(id, { messages })).rejects.toStrictEqual(notFound)
      await expect(mine.append(id, { messages, idempotencyKey: 'k' })).rejects.toStrictEqual(
        notFound,
      )
      await expect(mine.getAppendResult(id, 'k')).rejects.toStrictEqual(notFound)
      await expect(mine.setStatus(id, 'archived')).rejects.toStrictEqual(notFound)
      await expect(mine.update(id, { title: 'x' })).rejects.toStrictEqual(notFound)
      await expect(mine.findByExternalId('agent-1')).rejects.toStrictEqual(notFound)
      await expect(mine.delete(id)).rejects.toStrictEqual(notFound)
      await expect(mine.get(id)).rejects.toStrictEqual(notFound)
      expect(await mine.erase()).toStrictEqual({ conversations: 0, messages: 0 })
    })

    it('forgets the key of a start with the TTL, where that is less than a day', async ({
      expect,
    }) => {
      const mine = newClient()
      const first = await mine.start({ idempotencyKey: 'k' })
      await expect
        .poll(async () => (await mine.start({ idempotencyKey: 'k' })).replayed, WAIT)
        .toBe(false)
      const { items } = await mine.list()
      expect(items).toHaveLength(1)
      expect(items[0]?.id).not.toBe(first.conversation.id)
    })

    it('remembers a key anew when it is used again after that', async ({ expect }) => {
      const mine = newClient()
      const first = await mine.start({ idempotencyKey: 'k' })
      const begin = performance.now()
      await expect.poll(() => performance.now() - begin, WAIT).toBeGreaterThan(TTL_MS * 0.6)
      await mine.start({ title: 'in between' })
      await expect.poll(() => performance.now() - begin, WAIT).toBeGreaterThan(TTL_MS * 1.1)
      const second = await mine.start({ idempotencyKey: 'k' })
      expect(second.replayed).toBe(false)
      expect(second.conversation.id).not.toBe(first.conversation.id)
      const repeated = await mine.start({ idempotencyKey: 'k' })
      expect(repeated).toStrictEqual({ ...second, replayed: true })
    })

    it('makes room for another conversation at the cap', async ({ expect }) => {
      const mine = newClient()
      await startMany(mine, 3)
      expect(await reasonOf(mine.start())).toBe('TOO_MANY_CONVERSATIONS')
      // The three end one after the other: there is room as soon as the first has.
      await expect.poll(() => reasonOf(mine.start()), WAIT).toBe('ok')
      expect((await mine.list()).items.length).toBeLessThanOrEqual(3)
    })

    it('takes some and leaves the others, in full pages', async ({ expect }) => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      await startMany(mine, 2)
      await expect
        .poll(async () => {
          const { conversation } = await mine.append(id, { messages: [text('kept alive')] })
          const { items, nextCursor } = await mine.list({ limit: 1 })
          expect(items.map(withoutAccessTime)).toStrictEqual([withoutAccessTime(conversation)])
          return nextCursor
        }, WAIT)
        .toBeNull()
    })
  })
}
