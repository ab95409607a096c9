import { describe, expect, it } from 'vitest'
import type { MessagesOptions, OwnerConversations } from '../../../src/conversation-store.ts'
import { startWithMessages } from '../support/samples.ts'
import { type ConformanceTarget, useStore } from '../support/target.ts'

/** Of a conversation with 120 messages: what is asked, the first and last seq, and hasMore. */
const PAGES: [MessagesOptions, first: number, last: number, hasMore: boolean][] = [
  [{}, 71, 120, true],
  [{ limit: 1 }, 120, 120, true],
  [{ limit: 100 }, 21, 120, true],
  [{ limit: undefined, afterSeq: undefined, beforeSeq: undefined }, 71, 120, true],
  [{ beforeSeq: 71 }, 21, 70, true],
  [{ beforeSeq: 21 }, 1, 20, false],
  [{ beforeSeq: 51 }, 1, 50, false],
  [{ beforeSeq: 52 }, 2, 51, true],
  [{ beforeSeq: 2 }, 1, 1, false],
  [{ beforeSeq: 121, limit: 5 }, 116, 120, true],
  [{ beforeSeq: 9_007_199_254_740_991, limit: 5 }, 116, 120, true],
  [{ afterSeq: 0 }, 1, 50, true],
  [{ afterSeq: 0, limit: 100 }, 1, 100, true],
  [{ afterSeq: 20, limit: 100 }, 21, 120, false],
  [{ afterSeq: 19, limit: 100 }, 20, 119, true],
  [{ afterSeq: 70 }, 71, 120, false],
  [{ afterSeq: 69 }, 70, 119, true],
  [{ afterSeq: 119 }, 120, 120, false],
]

/** The same conversation: what lies outside of it. */
const EMPTY_PAGES: MessagesOptions[] = [
  { afterSeq: 120 },
  { afterSeq: 121 },
  { afterSeq: 9_007_199_254_740_991 },
  { beforeSeq: 1 },
  { beforeSeq: 0 },
]

export function messagePagesTests(target: ConformanceTarget): void {
  describe('pages of messages', () => {
    const { newClient } = useStore(target)

    it('cuts every page where it was asked to', async () => {
      const mine = newClient()
      const { id } = await startWithMessages(mine, 120)
      for (const [options, first, last, hasMore] of PAGES) {
        const page = await mine.messages(id, options)
        expect(
          { seqs: page.items.map((message) => message.seq), hasMore: page.hasMore },
          JSON.stringify(options),
        ).toStrictEqual({ seqs: range(first, last), hasMore })
        for (const message of page.items) {
          expect(message.content).toStrictEqual({ type: 'text', text: `message ${message.seq}` })
        }
      }
      for (const options of EMPTY_PAGES) {
        const page = await mine.messages(id, options)
        expect(page, JSON.stringify(options)).toStrictEqual({ items: [], hasMore: false })
      }
    })

    it.each([49, 50, 51])(
      'tells of more exactly when there is more: %i messages',
      async (count) => {
        const mine = newClient()
        const { id } = await startWithMessages(mine, count)
        const newest = await mine.messages(id)
        expect(newest.hasMore).toBe(count > 50)
        expect(newest.items).toHaveLength(Math.min(count, 50))
        const oldest = await mine.messages(id, { afterSeq: 0 })
        expect(oldest.hasMore).toBe(count > 50)
        expect(oldest.items).toHaveLength(Math.min(count, 50))
      },
    )

    it('walks forwards and backwards over all messages, each once', async () => {
      const mine = newClient()
      const { id } = await startWithMessages(mine, 120)
      expect(await walkForwards(mine, id)).toStrictEqual(range(1, 120))
      expect(await walkBackwards(mine, id)).toStrictEqual(range(1, 120))
    })

    it('keeps its place backwards while messages arrive', async () => {
      const mine = newClient()
      const { id } = await startWithMessages(mine, 30)
      const seen: number[] = []
      let beforeSeq: number | undefined
      for (let more = true; more; ) {
        const page = await mine.messages(id, { beforeSeq, limit: 7 })
        await mine.append(id, {
          messages: [{ role: 'user', content: { type: 'text', text: '!' } }],
        })
        seen.unshift(...page.items.map((message) => message.seq))
        beforeSeq = page.items[0]?.seq
        more = page.hasMore
      }
      expect(seen).toStrictEqual(range(1, 30))
    })
  })
}

async function walkForwards(mine: OwnerConversations, id: string): Promise<number[]> {
  const seqs: number[] = []
  for (let more = true; more; ) {
    const page = await mine.messages(id, { afterSeq: seqs.at(-1) ?? 0, limit: 11 })
    seqs.push(...page.items.map((message) => message.seq))
    more = page.hasMore
  }
  return seqs
}

async function walkBackwards(mine: OwnerConversations, id: string): Promise<number[]> {
  const seqs: number[] = []
  for (let more = true; more; ) {
    const page = await mine.messages(id, { beforeSeq: seqs[0], limit: 11 })
    seqs.unshift(...page.items.map((message) => message.seq))
    more = page.hasMore
  }
  return seqs
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
