import { describe, expect, it } from 'vitest'
import { ConversationNotFoundError, IdempotencyKeyReusedError } from '../../../src/errors.ts'
import { card, startMany, text, texts, UNKNOWN_ID, withoutAccessTime } from '../support/samples.ts'
import { type ConformanceTarget, useStore } from '../support/target.ts'

const REUSED = new IdempotencyKeyReusedError()

export function idempotentAppendTests(target: ConformanceTarget): void {
  describe('idempotent append', () => {
    const { newClient } = useStore(target)

    it('returns to a repeat what it stored, and the conversation as it is now', async () => {
      const mine = newClient()
      const { id } = (await mine.start({ title: 'Before', metadata: { a: [] } })).conversation
      await mine.append(id, { messages: [text('zero')] })
      const input = { messages: [text('one'), card({ b: [1] })], idempotencyKey: 'k' }
      const first = await mine.append(id, input)
      await mine.append(id, { messages: [text('later')] })
      await mine.update(id, { title: 'After', metadata: {}, sdkConversationRef: 'ref-1' })
      for (const status of ['completed', 'archived', 'active'] as const) {
        const before = await mine.setStatus(id, status)
        for (const again of [await mine.append(id, input), await mine.getAppendResult(id, 'k')]) {
          expect(again?.messages).toStrictEqual(first.messages)
          expect(again?.replayed).toBe(true)
          expect(again && withoutAccessTime(again.conversation)).toStrictEqual(
            withoutAccessTime(before),
          )
        }
        expect(withoutAccessTime(await mine.get(id))).toStrictEqual(withoutAccessTime(before))
      }
      expect((await mine.messages(id)).items).toHaveLength(4)
    })

    it('looks the key up before the revision', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      const input = { messages: [text('one')], idempotencyKey: 'k', expectedRevision: 1 }
      const first = await mine.append(id, input)
      expect(await mine.append(id, input)).toStrictEqual({ ...first, replayed: true })
      await expect(mine.append(id, { ...input, messages: [text('two')] })).rejects.toStrictEqual(
        REUSED,
      )
    })

    it.each([
      ['other text', [text('b')]],
      ['another role', [text('a', 'assistant')]],
      ['one message more', [text('a'), text('a')]],
      ['another type', [card({ text: 'a' })]],
    ])('rejects the key with %s', async (_what, messages) => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      await mine.append(id, { messages: [text('a')], idempotencyKey: 'k' })
      await expect(mine.append(id, { messages, idempotencyKey: 'k' })).rejects.toStrictEqual(REUSED)
      expect((await mine.get(id)).messageCount).toBe(1)
    })

    it('remembers the newest 100 keys, appends of 50 messages included', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      const first = []
      for (let index = 0; index < 100; index++) {
        const messages = texts(index % 10 === 0 ? 50 : 1, `call ${index}`)
        first.push(await mine.append(id, { messages, idempotencyKey: `k${index}` }))
      }
      const { messageCount } = await mine.get(id)
      for (const [index, response] of first.entries()) {
        const messages = texts(index % 10 === 0 ? 50 : 1, `call ${index}`)
        const again = await mine.append(id, { messages, idempotencyKey: `k${index}` })
        expect(again.messages).toStrictEqual(response.messages)
        expect(again).toMatchObject({ replayed: true, conversation: { messageCount } })
      }
      expect((await mine.get(id)).messageCount).toBe(messageCount)
    })

    it('keeps the keys of two conversations, and of start, apart', async () => {
      const mine = newClient()
      const [one, two] = await startMany(mine, 2)
      const input = { messages: [text('same')], idempotencyKey: 'k' }
      for (const id of [one?.id ?? '', two?.id ?? '']) {
        expect(await mine.getAppendResult(id, 'k')).toBeNull()
        const { replayed, conversation } = await mine.append(id, input)
        expect(replayed).toBe(false)
        expect(conversation).toMatchObject({ id, messageCount: 1 })
      }
      expect((await mine.start({ idempotencyKey: 'k' })).replayed).toBe(false)
    })

    it('stores the same message as often as it is sent without a key', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      for (let count = 1; count <= 3; count++) {
        const result = await mine.append(id, { messages: [text('again')] })
        expect(result).toMatchObject({ replayed: false, conversation: { messageCount: count } })
      }
    })

    it('does not remember what was rejected', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      await mine.setStatus(id, 'completed')
      const input = { messages: [text('late')], idempotencyKey: 'k' }
      await expect(mine.append(id, input)).rejects.toMatchObject({
        reason: 'CONVERSATION_NOT_ACTIVE',
      })
      expect(await mine.getAppendResult(id, 'k')).toBeNull()
      await mine.setStatus(id, 'active')
      expect((await mine.append(id, input)).replayed).toBe(false)
    })

    it('finds no result of keys never used, and rejects unknown ids', async () => {
      const mine = newClient()
      const { id } = (await mine.start({ idempotencyKey: 'of start' })).conversation
      expect(await mine.getAppendResult(id, 'never')).toBeNull()
      expect(await mine.getAppendResult(id, 'of start')).toBeNull()
      await expect(mine.getAppendResult(UNKNOWN_ID, 'k')).rejects.toStrictEqual(
        new ConversationNotFoundError(),
      )
    })

    it.each(['__proto__', 'constructor', ' ', '0', '💥', 'k'.repeat(255)])(
      'takes %j for a key like any other',
      async (idempotencyKey) => {
        const mine = newClient()
        const { id } = (await mine.start({ idempotencyKey })).conversation
        expect(await mine.getAppendResult(id, idempotencyKey)).toBeNull()
        const first = await mine.append(id, { messages: [text('a')], idempotencyKey })
        expect(first.replayed).toBe(false)
        expect(await mine.append(id, { messages: [text('a')], idempotencyKey })).toStrictEqual({
          ...first,
          replayed: true,
        })
        expect((await mine.start({ idempotencyKey })).conversation.id).toBe(id)
      },
    )
  })
}
