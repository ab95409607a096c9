import { describe, expect, it } from 'vitest'
import { ConversationFullError, TooManyConversationsError } from '../../../src/errors.ts'
import { rejectedFields } from '../support/rejections.ts'
import { card, text, texts, withoutAccessTime } from '../support/samples.ts'
import { type ConformanceTarget, useStore } from '../support/target.ts'

/** Far below the defaults, so that a store which ignores its settings is found out. */
const LIMITS = {
  textBytes: 12,
  cardBytes: 20,
  titleCharacters: 5,
  metadataKeys: 2,
  metadataBytes: 20,
  messagesPerConversation: 5,
  conversationsPerUser: 3,
}

export function limitsTests(target: ConformanceTarget): void {
  describe('limits', () => {
    const { newClient } = useStore(target, { limits: LIMITS })

    it.each([
      [text('x'.repeat(12)), text('x'.repeat(13))],
      [text('é'.repeat(6)), text('é'.repeat(7))],
      [text('😀'.repeat(3)), text('😀'.repeat(3).concat('x'))],
      [card({ a: 'x'.repeat(12) }), card({ a: 'x'.repeat(13) })],
    ])('of content: %j is taken, %j rejected', async (fits, exceeds) => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      expect(await rejectedFields(mine.append(id, { messages: [exceeds] }))).not.toStrictEqual([])
      expect((await mine.get(id)).messageCount).toBe(0)
      const { messages } = await mine.append(id, { messages: [fits] })
      expect(messages[0]?.content).toStrictEqual(fits.content)
    })

    it.each([
      [{ title: '12345' }, { title: '123456' }],
      [{ title: '😀😀😀😀😀' }, { title: '😀😀😀😀😀😀' }],
      [{ metadata: { a: 1, b: 2 } }, { metadata: { a: 1, b: 2, c: 3 } }],
      [{ metadata: { a: 'x'.repeat(12) } }, { metadata: { a: 'x'.repeat(13) } }],
      [{ externalId: 'x'.repeat(1000) }, { externalId: 'x'.repeat(1001) }],
      [{ sdkConversationRef: 'x'.repeat(1000) }, { sdkConversationRef: 'x'.repeat(1001) }],
    ])('of fields: %j is taken, %j rejected', async (fits, exceeds) => {
      const mine = newClient()
      const { conversation } = await mine.start(fits)
      expect(conversation).toMatchObject(fits)
      expect(await rejectedFields(mine.start(exceeds))).not.toStrictEqual([])
      expect(await rejectedFields(mine.update(conversation.id, exceeds))).not.toStrictEqual([])
      expect(await mine.update(conversation.id, fits)).toMatchObject(fits)
      expect((await mine.list()).items).toHaveLength(1)
    })

    it('of a conversation: the last message fits, one more is CONVERSATION_FULL', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      await mine.append(id, { messages: texts(3, 'm') })
      await expect(mine.append(id, { messages: texts(3, 'm') })).rejects.toStrictEqual(
        new ConversationFullError(),
      )
      expect(await mine.get(id)).toMatchObject({ messageCount: 3, revision: 2 })
      const last = { messages: texts(2, 'm'), idempotencyKey: 'k' }
      const full = await mine.append(id, last)
      expect(full.conversation.messageCount).toBe(5)
      await expect(mine.append(id, { messages: [text('more')] })).rejects.toStrictEqual(
        new ConversationFullError(),
      )
      expect(await mine.append(id, last)).toStrictEqual({ ...full, replayed: true })
      expect(withoutAccessTime(await mine.get(id))).toStrictEqual(
        withoutAccessTime(full.conversation),
      )
      expect((await mine.messages(id)).items).toHaveLength(5)
    })

    it('of a user: the last conversation fits, one more is TOO_MANY_CONVERSATIONS', async () => {
      const mine = newClient()
      const { conversation: first } = await mine.start()
      await mine.start()
      const last = { title: 'last', idempotencyKey: 'k' }
      const started = await mine.start(last)
      await mine.setStatus(started.conversation.id, 'archived')
      const tooMany = new TooManyConversationsError()
      await expect(mine.start()).rejects.toStrictEqual(tooMany)
      await expect(mine.start({ idempotencyKey: 'new' })).rejects.toStrictEqual(tooMany)
      expect(await mine.start(last)).toStrictEqual({ ...started, replayed: true })
      expect((await mine.list()).items).toHaveLength(3)
      expect((await newClient().start()).replayed).toBe(false)

      await mine.delete(first.id)
      expect((await mine.start({ idempotencyKey: 'new' })).replayed).toBe(false)
      await expect(mine.start()).rejects.toStrictEqual(tooMany)
    })
  })
}
