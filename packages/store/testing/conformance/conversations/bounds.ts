import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import { rejectedFields } from '../support/rejections.ts'
import { card, text, texts } from '../support/samples.ts'
import { type ConformanceTarget, useStore } from '../support/target.ts'

export function boundsTests(target: ConformanceTarget): void {
  describe('bounds of every deployment', () => {
    const { newClient } = useStore(target)

    it('of pages: 1 to 100', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      for (const limit of [1, 100]) {
        expect((await mine.list({ limit })).items).toHaveLength(1)
        expect((await mine.messages(id, { limit })).items).toHaveLength(0)
      }
      for (const limit of [0, 101, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e9]) {
        expect(await rejectedFields(mine.list({ limit }))).toStrictEqual(['limit'])
        expect(await rejectedFields(mine.messages(id, { limit }))).toStrictEqual(['limit'])
      }
    })

    it('of one append: 1 to 50 messages', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      for (const count of [0, 51]) {
        expect(await rejectedFields(mine.append(id, { messages: texts(count) }))).toStrictEqual([
          'messages',
        ])
      }
      expect((await mine.append(id, { messages: texts(50) })).messages).toHaveLength(50)
    })

    it('of keys: 255 characters for idempotency, 256 for the id of an action', async () => {
      const mine = newClient()
      const { id } = (await mine.start({ idempotencyKey: 'k'.repeat(255) })).conversation
      const action = (actionId: string) => ({
        role: 'user' as const,
        content: { type: 'cardAction' as const, actionId, data: {} },
      })
      const long = 'k'.repeat(256)
      await mine.append(id, { messages: [action(long)], idempotencyKey: 'k'.repeat(255) })
      expect(await rejectedFields(mine.start({ idempotencyKey: long }))).toStrictEqual([
        'idempotencyKey',
      ])
      expect(
        await rejectedFields(mine.append(id, { messages: [text('a')], idempotencyKey: long })),
      ).toStrictEqual(['idempotencyKey'])
      expect(await rejectedFields(mine.getAppendResult(id, long))).toStrictEqual(['idempotencyKey'])
      expect(
        await rejectedFields(mine.append(id, { messages: [action(`${long}k`)] })),
      ).toStrictEqual(['actionId'])
    })

    it('of sizes by default: 32 KiB of text, 64 KiB of card, 4 KiB of metadata', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      const { textBytes, cardBytes, metadataBytes } = DEFAULT_LIMITS
      const fits = [
        text('😀'.repeat(textBytes / 4)),
        card({ a: 'x'.repeat(cardBytes - '{"a":""}'.length) }),
      ]
      const { messages } = await mine.append(id, { messages: fits })
      expect(messages.map((message) => message.content)).toStrictEqual(
        fits.map((message) => message.content),
      )
      const exceeds = [text('x'.repeat(textBytes + 1)), card({ a: 'x'.repeat(cardBytes - 7) })]
      for (const message of exceeds) {
        expect(await rejectedFields(mine.append(id, { messages: [message] }))).toHaveLength(1)
      }
      const metadata = { a: 'x'.repeat(metadataBytes - 8) }
      expect((await mine.update(id, { metadata })).metadata).toStrictEqual(metadata)
      metadata.a += 'x'
      expect(await rejectedFields(mine.update(id, { metadata }))).toStrictEqual(['metadata'])
    })
  })
}
