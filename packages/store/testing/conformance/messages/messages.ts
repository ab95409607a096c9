import { describe, expect, it } from 'vitest'
import { ConversationNotFoundError } from '../../../src/errors.ts'
import { card, startWithMessages, text, texts, UNKNOWN_ID } from '../support/samples.ts'
import { type ConformanceTarget, useStore } from '../support/target.ts'

export function messagesTests(target: ConformanceTarget): void {
  describe('append and read messages', () => {
    const { newClient } = useStore(target)

    it('numbers messages 1, 2, 3 ... over several appends', async () => {
      const mine = newClient()
      const { conversation } = await mine.start()
      const first = await mine.append(conversation.id, { messages: [text('a')] })
      const second = await mine.append(conversation.id, {
        messages: [text('b', 'assistant'), text('c', 'system')],
      })
      expect(first.messages.map((message) => message.seq)).toStrictEqual([1])
      expect(second.messages.map((message) => message.seq)).toStrictEqual([2, 3])
      const { items, hasMore } = await mine.messages(conversation.id)
      expect(hasMore).toBe(false)
      expect(items).toStrictEqual([...first.messages, ...second.messages])
      expect(new Set(items.map((message) => message.id)).size).toBe(3)
    })

    it('returns each message exactly as stored', async () => {
      const mine = newClient()
      const { conversation } = await mine.start()
      const {
        messages,
        conversation: after,
        replayed,
      } = await mine.append(conversation.id, {
        messages: [text('Hello', 'user')],
      })
      const [message] = messages
      expect(replayed).toBe(false)
      expect(message).toStrictEqual({
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
        seq: 1,
        role: 'user',
        content: { type: 'text', text: 'Hello' },
        createdAt: after.updatedAt,
      })
    })

    it('moves the conversation with its messages', async () => {
      const mine = newClient()
      const { conversation: before } = await mine.start({ title: 'Mine', metadata: { a: 1 } })
      const { conversation: after } = await mine.append(before.id, { messages: texts(3) })
      expect(after).toStrictEqual({
        ...before,
        messageCount: 3,
        lastMessagePreview: 'message 3',
        revision: 2,
        updatedAt: after.updatedAt,
        lastAccessedAt: after.updatedAt,
        expiresAt: after.expiresAt,
      })
      expect(after.updatedAt > before.updatedAt).toBe(true)
      expect(Date.parse(after.expiresAt) - Date.parse(after.updatedAt)).toBe(
        Date.parse(before.expiresAt) - Date.parse(before.updatedAt),
      )
    })

    it('stores 50 messages in one append, in their order', async () => {
      const mine = newClient()
      const conversation = await startWithMessages(mine, 50)
      expect(conversation).toMatchObject({ messageCount: 50, revision: 2 })
      const { items } = await mine.messages(conversation.id)
      expect(items.map((message) => message.content)).toStrictEqual(
        texts(50).map((message) => message.content),
      )
      expect(items.map((message) => message.seq)).toStrictEqual(items.map((_, index) => index + 1))
    })

    it('has no messages at first, and none for an unknown id', async () => {
      const mine = newClient()
      const { conversation } = await mine.start()
      expect(await mine.messages(conversation.id)).toStrictEqual({ items: [], hasMore: false })
      const notFound = new ConversationNotFoundError()
      await expect(mine.messages(UNKNOWN_ID)).rejects.toStrictEqual(notFound)
      await expect(mine.append(UNKNOWN_ID, { messages: texts(1) })).rejects.toStrictEqual(notFound)
    })

    it('shows the beginning of a long text as the preview, never half a character', async () => {
      const mine = newClient()
      const { conversation } = await mine.start()
      for (const long of ['😀'.repeat(2000), `a${'😀'.repeat(2000)}`, 'é'.repeat(5000)]) {
        const { conversation: after } = await mine.append(conversation.id, {
          messages: [text(long)],
        })
        const preview = after.lastMessagePreview ?? ''
        expect(preview.isWellFormed()).toBe(true)
        expect(preview.length).toBeLessThan(long.length)
        expect(long.startsWith(preview.replace(/(…|\.\.\.)$/u, ''))).toBe(true)
        expect(preview.length).toBeGreaterThan(20)
      }
    })

    it('previews the newest message, whatever it is', async () => {
      const mine = newClient()
      const { conversation } = await mine.start()
      const afterText = await mine.append(conversation.id, { messages: [text('words')] })
      const afterCard = await mine.append(conversation.id, { messages: [card({ body: [] })] })
      expect(afterText.conversation.lastMessagePreview).toBe('words')
      expect(afterCard.conversation.lastMessagePreview).not.toBe('words')
      const json = { type: 'json' as const, format: 'any@1', value: { a: 1 } }
      const afterJson = await mine.append(conversation.id, {
        messages: [{ role: 'tool', content: { ...json, text: 'what it says' } }],
      })
      expect(afterJson.conversation.lastMessagePreview).toBe('what it says')
      const { items } = await mine.list()
      expect(items[0]?.lastMessagePreview).toBe(afterJson.conversation.lastMessagePreview)
    })
  })
}
