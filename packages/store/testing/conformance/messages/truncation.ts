import { describe, expect, it } from 'vitest'
import {
  IdempotencyKeyReusedError,
  MessagesRemovedError,
  RevisionConflictError,
  RunInProgressError,
} from '../../../src/errors.ts'
import { startWithMessages, text, texts, withoutAccessTime } from '../support/samples.ts'
import { type ConformanceTarget, useTwoStores } from '../support/target.ts'

export function truncationTests(target: ConformanceTarget): void {
  describe('truncate', () => {
    const { newClient, twoClients } = useTwoStores(target)

    it.each([0, 1, 3])('after %i removes every later message', async (afterSeq) => {
      const mine = newClient()
      const before = await startWithMessages(mine, 5)
      const { items } = await mine.messages(before.id)
      const after = await mine.truncate(before.id, { afterSeq })
      expect(after).toMatchObject({
        messageCount: afterSeq,
        revision: before.revision + 1,
        lastMessagePreview: afterSeq === 0 ? null : `message ${afterSeq}`,
      })
      expect(after.updatedAt > before.updatedAt).toBe(true)
      expect(withoutAccessTime(await mine.get(before.id))).toStrictEqual(withoutAccessTime(after))
      expect((await mine.messages(before.id)).items).toStrictEqual(items.slice(0, afterSeq))
      expect((await mine.list()).items).toMatchObject([{ messageCount: afterSeq }])
    })

    it('uses the seqs again', async () => {
      const mine = newClient()
      const { id } = await startWithMessages(mine, 3)
      await mine.truncate(id, { afterSeq: 1 })
      const { messages } = await mine.append(id, { messages: texts(2, 'new') })
      expect(messages.map(({ seq }) => seq)).toStrictEqual([2, 3])
      const { items } = await mine.messages(id)
      expect(items.map(({ content }) => content)).toMatchObject([
        { text: 'message 1' },
        { text: 'new 1' },
        { text: 'new 2' },
      ])
    })

    it('changes nothing where nothing comes later', async () => {
      const mine = newClient()
      const before = await startWithMessages(mine, 2)
      const after = await mine.truncate(before.id, { afterSeq: 2 })
      expect(withoutAccessTime(after)).toStrictEqual(withoutAccessTime(before))
      expect(await mine.truncate(before.id, { afterSeq: 1000 })).toMatchObject({ revision: 2 })
    })

    it('keeps what it removed from being appended again by a repeat', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      const kept = await mine.append(id, { messages: [text('kept')], idempotencyKey: 'kept' })
      const gone = { messages: texts(2, 'gone'), idempotencyKey: 'gone' }
      await mine.append(id, gone)
      await mine.truncate(id, { afterSeq: 1 })
      const removed = new MessagesRemovedError()
      await expect(mine.append(id, gone)).rejects.toStrictEqual(removed)
      await expect(mine.getAppendResult(id, 'gone')).rejects.toStrictEqual(removed)
      const repeat = { messages: [text('kept')], idempotencyKey: 'kept' }
      expect(await mine.append(id, repeat)).toMatchObject({
        replayed: true,
        messages: kept.messages,
      })
      await expect(
        mine.append(id, { messages: [text('another')], idempotencyKey: 'kept' }),
      ).rejects.toStrictEqual(new IdempotencyKeyReusedError())
      expect(await mine.get(id)).toMatchObject({ messageCount: 1 })
    })

    it('keeps an append that it cut in its middle from being repeated', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      const cut = { messages: texts(4, 'cut'), idempotencyKey: 'cut' }
      await mine.append(id, cut)
      await mine.truncate(id, { afterSeq: 2 })
      await expect(mine.append(id, cut)).rejects.toStrictEqual(new MessagesRemovedError())
      await mine.append(id, { messages: texts(2, 'new'), idempotencyKey: 'new' })
      expect(await mine.getAppendResult(id, 'new')).toMatchObject({ messages: [{ seq: 3 }, {}] })
      expect((await mine.messages(id)).items).toMatchObject([
        { content: { text: 'cut 1' } },
        { content: { text: 'cut 2' } },
        { content: { text: 'new 1' } },
        { content: { text: 'new 2' } },
      ])
    })

    it('is one of appends without keys as well, of which many more follow', async () => {
      const mine = newClient()
      const { id } = await startWithMessages(mine, 3)
      for (let n = 0; n < 140; n++) await mine.append(id, { messages: [text(`old ${n}`)] })
      await mine.truncate(id, { afterSeq: 70 })
      for (let n = 0; n < 140; n++) {
        await mine.append(id, { messages: texts(2, `${n}`), idempotencyKey: `key ${n}` })
      }
      for (const n of [40, 139]) {
        const repeat = { messages: texts(2, `${n}`), idempotencyKey: `key ${n}` }
        expect(await mine.append(id, repeat)).toMatchObject({
          replayed: true,
          messages: [{ seq: 71 + 2 * n }, { seq: 72 + 2 * n }],
        })
      }
      expect(await mine.get(id)).toMatchObject({ messageCount: 70 + 280 })
    })

    it('is made once: a repeat with the same key removes nothing that came since', async () => {
      const mine = newClient()
      const { id } = await startWithMessages(mine, 3)
      const once = { afterSeq: 1, idempotencyKey: 'k' }
      await mine.truncate(id, once)
      await mine.append(id, { messages: [text('new')] })
      expect(await mine.truncate(id, once)).toMatchObject({ messageCount: 2 })
    })

    it('expects a revision', async () => {
      const mine = newClient()
      const { id, revision } = await startWithMessages(mine, 2)
      await expect(
        mine.truncate(id, { afterSeq: 0, expectedRevision: revision - 1 }),
      ).rejects.toStrictEqual(new RevisionConflictError(revision))
      await mine.truncate(id, { afterSeq: 0, expectedRevision: revision })
    })

    it('is rejected while a reply is being written, and removes an ended run with its message', async () => {
      const client = twoClients()
      const { id } = (await client(0).start()).conversation
      const content = { type: 'text', text: 'Hello' } as const
      const { lease } = await client(0).runs(id).begin({ content })
      await expect(client(1).truncate(id, { afterSeq: 0 })).rejects.toStrictEqual(
        new RunInProgressError(),
      )
      await lease?.finish({ status: 'completed', messages: [text('reply', 'assistant')] })
      await client(1).truncate(id, { afterSeq: 1 })
      expect(await client(0).runs(id).newest()).toMatchObject({ status: 'completed' })
      await client(1).truncate(id, { afterSeq: 0 })
      expect(await client(0).runs(id).newest()).toBeNull()
      expect(await lease?.write([])).toBe('lost')
    })

    it('works in a conversation of any status', async () => {
      const mine = newClient()
      const { id } = await startWithMessages(mine, 2)
      await mine.setStatus(id, 'archived')
      await mine.truncate(id, { afterSeq: 1 })
      expect((await mine.list({ status: 'archived' })).items).toMatchObject([{ messageCount: 1 }])
    })

    it('races appends: each is before or after it, and nothing is left in between', async () => {
      const client = twoClients()
      for (let round = 0; round < 20; round++) {
        const { id } = await startWithMessages(client(0), 3)
        const [truncated] = await Promise.all([
          client(0).truncate(id, { afterSeq: 1 }),
          client(1).append(id, { messages: texts(2, 'racing') }),
        ])
        const { items } = await client(0).messages(id)
        const { messageCount } = await client(1).get(id)
        expect(items.map(({ seq }) => seq)).toStrictEqual(items.map((_, index) => index + 1))
        expect([1, 3]).toContain(messageCount)
        expect(items).toHaveLength(messageCount)
        expect(truncated.messageCount).toBe(1)
      }
    })
  })
}
