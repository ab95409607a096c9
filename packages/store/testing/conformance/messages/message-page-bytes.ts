import { DEFAULT_LIMITS, MAX_MESSAGES_PAGE_BYTES } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import type { MessagesOptions, OwnerConversations } from '../../../src/conversation-store.ts'
import { card } from '../support/samples.ts'
import { type ConformanceTarget, useStore } from '../support/target.ts'

const LARGE = DEFAULT_LIMITS.cardBytes - 1024
/** Large messages that one page holds: what is stored beside the content is far less than one more. */
const FITTING = Math.floor(MAX_MESSAGES_PAGE_BYTES / (LARGE + 200))
const COUNT = 3 * FITTING + 2

export function messagePageBytesTests(target: ConformanceTarget): void {
  describe('pages of large messages', () => {
    const { newClient } = useStore(target)

    /** Characters of three bytes: what counts is bytes. */
    async function startLarge(mine: OwnerConversations): Promise<string> {
      const { id } = (await mine.start()).conversation
      const text = '\u20ac'.repeat((LARGE - 100) / 3)
      const messages = Array.from({ length: COUNT }, (_, index) => card({ seq: index + 1, text }))
      await mine.append(id, { messages })
      return id
    }

    it('end at a size as well as at a number, and say that there is more', async () => {
      const mine = newClient()
      const id = await startLarge(mine)
      const cases: [MessagesOptions, first: number, last: number, hasMore: boolean][] = [
        [{ limit: 100 }, COUNT - FITTING + 1, COUNT, true],
        [{ limit: 100, beforeSeq: COUNT }, COUNT - FITTING, COUNT - 1, true],
        [{ limit: 100, beforeSeq: FITTING + 2 }, 2, FITTING + 1, true],
        [{ limit: 100, beforeSeq: FITTING + 1 }, 1, FITTING, false],
        [{ limit: 100, afterSeq: 0 }, 1, FITTING, true],
        [{ limit: 100, afterSeq: COUNT - FITTING - 1 }, COUNT - FITTING, COUNT - 1, true],
        [{ limit: 100, afterSeq: COUNT - FITTING }, COUNT - FITTING + 1, COUNT, false],
        [{ limit: 3, afterSeq: 0 }, 1, 3, true],
        [{ limit: 3 }, COUNT - 2, COUNT, true],
      ]
      for (const [options, first, last, hasMore] of cases) {
        const page = await mine.messages(id, options)
        expect(
          { seqs: page.items.map(({ seq }) => seq), hasMore: page.hasMore },
          JSON.stringify(options),
        ).toStrictEqual({
          seqs: Array.from({ length: last - first + 1 }, (_, index) => first + index),
          hasMore,
        })
        for (const { seq, content } of page.items) {
          expect(content).toMatchObject({ type: 'card', card: { seq } })
        }
        expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(MAX_MESSAGES_PAGE_BYTES + 4096)
      }
    })

    it('are walked in both directions, each message once', async () => {
      const mine = newClient()
      const id = await startLarge(mine)
      const all = Array.from({ length: COUNT }, (_, index) => index + 1)
      const forwards: number[] = []
      const backwards: number[] = []
      for (let more = true; more; ) {
        const page = await mine.messages(id, { afterSeq: forwards.at(-1) ?? 0, limit: 100 })
        forwards.push(...page.items.map(({ seq }) => seq))
        more = page.hasMore
      }
      for (let more = true; more; ) {
        const page = await mine.messages(id, { beforeSeq: backwards[0], limit: 100 })
        backwards.unshift(...page.items.map(({ seq }) => seq))
        more = page.hasMore
      }
      expect(forwards).toStrictEqual(all)
      expect(backwards).toStrictEqual(all)
    })

    it('are exported whole', async () => {
      const mine = newClient()
      await startLarge(mine)
      const seqs: number[] = []
      for await (const { messages } of mine.export()) {
        for await (const { seq } of messages) seqs.push(seq)
      }
      expect(seqs).toStrictEqual(Array.from({ length: COUNT }, (_, index) => index + 1))
    })
  })

  describe('a message larger than a page', () => {
    const large = 2 * MAX_MESSAGES_PAGE_BYTES
    const { newClient } = useStore(target, { limits: { ...DEFAULT_LIMITS, cardBytes: large } })

    it('is a page of its own', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      for (let seq = 1; seq <= 3; seq++) {
        await mine.append(id, { messages: [card({ text: 'x'.repeat(large - 100) })] })
      }
      const newest = await mine.messages(id)
      expect(newest).toMatchObject({ items: [{ seq: 3 }], hasMore: true })
      expect(newest.items).toHaveLength(1)
      const oldest = await mine.messages(id, { afterSeq: 0 })
      expect(oldest).toMatchObject({ items: [{ seq: 1 }], hasMore: true })
      expect(oldest.items).toHaveLength(1)
    })
  })
}
