import { describe, expect, it } from 'vitest'
import {
  IdempotencyKeyReusedError,
  MessageNotFoundError,
  RevisionConflictError,
} from '../../../src/errors.ts'
import { startWithMessages, text, texts, withoutAccessTime } from '../support/samples.ts'
import { type ConformanceTarget, useTwoStores } from '../support/target.ts'

const REDACTED = { type: 'redacted' }

export function redactionTests(target: ConformanceTarget): void {
  describe('redact', () => {
    const { newClient, twoClients } = useTwoStores(target)

    it('removes the content and the metadata of one message', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      const secret = { ...text('secret'), metadata: { secret: true } }
      const { messages, conversation } = await mine.append(id, {
        messages: [text('before'), secret, text('after')],
      })
      const [before, message, after] = messages
      const redacted = await mine.redact(id, 2)
      const { metadata: _gone, ...rest } = message ?? {}
      expect(redacted).toStrictEqual({ ...rest, content: REDACTED })
      expect((await mine.messages(id)).items).toStrictEqual([before, redacted, after])
      expect(await mine.get(id)).toMatchObject({
        revision: conversation.revision + 1,
        messageCount: 3,
        lastMessagePreview: 'after',
      })
    })

    it('of the last message changes the preview', async () => {
      const mine = newClient()
      const { id } = await startWithMessages(mine, 2)
      await mine.redact(id, 2)
      expect((await mine.list()).items).toMatchObject([{ lastMessagePreview: '[redacted]' }])
    })

    it('of a redacted message changes nothing', async () => {
      const mine = newClient()
      const { id } = await startWithMessages(mine, 2)
      const first = await mine.redact(id, 1)
      const conversation = await mine.get(id)
      expect(await mine.redact(id, 1)).toStrictEqual(first)
      expect(withoutAccessTime(await mine.get(id))).toStrictEqual(withoutAccessTime(conversation))
    })

    it.each([1, 2, 3])('of message %i: a repeat of its append returns it redacted', async (seq) => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      const append = { messages: texts(3), idempotencyKey: 'k' }
      await mine.append(id, append)
      await mine.append(id, { messages: [text('later')], idempotencyKey: 'later' })
      await mine.redact(id, seq)
      const repeat = await mine.append(id, append)
      expect(repeat.replayed).toBe(true)
      expect(repeat.messages[seq - 1]?.content).toStrictEqual(REDACTED)
      expect(await mine.getAppendResult(id, 'k')).toMatchObject({ messages: repeat.messages })
      await expect(
        mine.append(id, { messages: [text('another')], idempotencyKey: 'later' }),
      ).rejects.toStrictEqual(new IdempotencyKeyReusedError())
      expect(await mine.get(id)).toMatchObject({ messageCount: 4 })
    })

    it('of no message', async () => {
      const mine = newClient()
      const { id } = await startWithMessages(mine, 2)
      for (const seq of [3, 1_000_000]) {
        await expect(mine.redact(id, seq)).rejects.toStrictEqual(new MessageNotFoundError())
      }
      expect(await mine.get(id)).toMatchObject({ revision: 2 })
    })

    it('expects a revision, and is made once by its key', async () => {
      const mine = newClient()
      const { id, revision } = await startWithMessages(mine, 2)
      await expect(mine.redact(id, 1, { expectedRevision: revision + 1 })).rejects.toStrictEqual(
        new RevisionConflictError(revision),
      )
      const options = { expectedRevision: revision, idempotencyKey: 'k' }
      const redacted = await mine.redact(id, 1, options)
      expect(await mine.redact(id, 1, options)).toStrictEqual(redacted)
    })

    it('is exported as it is', async () => {
      const mine = newClient()
      const { id } = await startWithMessages(mine, 1)
      await mine.redact(id, 1)
      for await (const { messages } of mine.export()) {
        for await (const { content } of messages) expect(content).toStrictEqual(REDACTED)
      }
    })

    it('shows concurrent readers either form, never half of one', async () => {
      const client = twoClients()
      const { id } = (await client(0).start()).conversation
      const whole = text('secret '.repeat(2000))
      await client(0).append(id, { messages: [whole, text('last')] })
      const reads = Array.from({ length: 50 }, (_, n) =>
        n === 25 ? client(0).redact(id, 1) : client(n).messages(id),
      )
      for (const read of await Promise.all(reads)) {
        const [first] = 'items' in read ? read.items : [read]
        expect([whole.content, REDACTED]).toContainEqual(first?.content)
      }
    })
  })
}
