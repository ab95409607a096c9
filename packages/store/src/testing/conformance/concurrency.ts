import { type Conversation, DEFAULT_LIMITS, type Message, type Status } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import type { OwnerConversations } from '../../conversation-store.ts'
import {
  ConversationFullError,
  ConversationNotActiveError,
  IdempotencyKeyReusedError,
  TooManyConversationsError,
} from '../../errors.ts'
import { type Acknowledged, expectOneOrder } from './history.ts'
import { atRest, text, texts } from './samples.ts'
import { type ConformanceTarget, freshOwner, useTwoStores } from './target.ts'

const RACERS = 25

export function concurrencyTests(target: ConformanceTarget): void {
  describe('two servers at once', () => {
    const [first, second] = useTwoStores(target)

    /** One owner in the hands of both stores, taken in turn. */
    function hands(): (index: number) => OwnerConversations {
      const owner = freshOwner()
      const both = [first.store().forOwner(owner), second.store().forOwner(owner)]
      return (index) => both[index % 2] ?? first.someone()
    }

    it('25 racing starts with one key make one conversation', async () => {
      const hand = hands()
      const input = { title: 'Mine', metadata: { a: [1] }, idempotencyKey: 'k' }
      const results = await Promise.all(range(RACERS).map((index) => hand(index).start(input)))
      expectOneFirst(results)
      expect((await hand(0).list()).items).toHaveLength(1)
      await expect(hand(1).start({ ...input, title: 'Other' })).rejects.toStrictEqual(
        new IdempotencyKeyReusedError(),
      )
    })

    it('25 racing appends with one key store one message', async () => {
      const hand = hands()
      const { id } = (await hand(0).start()).conversation
      const input = { messages: [text('once')], idempotencyKey: 'k' }
      const results = await Promise.all(range(RACERS).map((index) => hand(index).append(id, input)))
      expectOneFirst(results)
      expect(await hand(1).get(id)).toMatchObject({ messageCount: 1, revision: 2 })
      expect((await hand(0).messages(id)).items).toStrictEqual(results[0]?.messages)
      await expect(
        hand(1).append(id, { ...input, messages: [text('twice')] }),
      ).rejects.toStrictEqual(new IdempotencyKeyReusedError())
    })

    it('of racing appends with one key and 25 payloads one is stored', async () => {
      const hand = hands()
      const { id } = (await hand(0).start()).conversation
      const settled = await Promise.allSettled(
        range(RACERS).map((index) =>
          hand(index).append(id, { messages: [text(`payload ${index}`)], idempotencyKey: 'k' }),
        ),
      )
      const refused = settled.filter((result) => result.status === 'rejected')
      expect(refused).toHaveLength(RACERS - 1)
      for (const { reason } of refused)
        expect(reason).toStrictEqual(new IdempotencyKeyReusedError())
      expect((await hand(0).get(id)).messageCount).toBe(1)
    })

    it('a conversation is deleted once', async () => {
      const hand = hands()
      const { id } = (await hand(0).start()).conversation
      const settled = await Promise.allSettled(range(10).map((index) => hand(index).delete(id)))
      expect(settled.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    })

    it('500 appends with renames and status changes keep one order and lose nothing', async () => {
      const hand = hands()
      const start = (await hand(0).start({ title: 'start' })).conversation
      const { id } = start
      const history: Acknowledged[] = []

      await Promise.all(range(RACERS).map((worker) => work(hand(worker), worker)))

      expectOneOrder(start, history)
      const appended = history.filter((step) => step.kind === 'append')
      expect(appended).toHaveLength(500)
      expect(history.filter((step) => step.kind === 'update')).toHaveLength(100)
      const last = history.reduce((a, b) => (newer(b, a) ? b : a)).conversation
      expect(last.messageCount).toBe(500)
      expect(atRest(await hand(1).get(id))).toStrictEqual(atRest(last))
      expect(await allMessages(hand(0), id)).toStrictEqual(
        appended.flatMap((step) => step.messages).sort((a, b) => a.seq - b.seq),
      )

      async function work(mine: OwnerConversations, worker: number): Promise<void> {
        for (const round of range(20)) {
          const title = `worker ${worker}, round ${round}`
          if (round % 5 === 0) await record('update', () => mine.update(id, { title }).then(only))
          if (round % 10 === worker % 10) await setStatus(mine, 'completed')
          while (!(await append(mine, title))) await setStatus(mine, 'active')
        }
      }

      function setStatus(mine: OwnerConversations, status: Status): Promise<void> {
        return record('setStatus', () => mine.setStatus(id, status).then(only))
      }

      async function append(mine: OwnerConversations, title: string): Promise<boolean> {
        try {
          const input = { messages: [text(title)], idempotencyKey: title }
          await record('append', () => mine.append(id, input))
          return true
        } catch (error) {
          expect(error).toStrictEqual(new ConversationNotActiveError('completed'))
          return false
        }
      }

      async function record(
        kind: Acknowledged['kind'],
        change: () => Promise<{ conversation: Conversation; messages: Message[] }>,
      ): Promise<void> {
        const began = performance.now()
        const { conversation, messages } = await change()
        history.push({ kind, conversation, messages, began, ended: performance.now() })
      }
    })

    it('an append racing a completion is either before it, or refused', async () => {
      const hand = hands()
      const outcomes = await Promise.all(
        range(40).map(async (index) => {
          const { id } = (await hand(index).start()).conversation
          const [append, completion] = await Promise.allSettled([
            hand(index).append(id, { messages: [text('race')] }),
            hand(index + 1).setStatus(id, 'completed'),
          ])
          const { messageCount, revision } = await hand(index).get(id)
          return {
            append: append.status === 'fulfilled' ? append.value.conversation.revision : 'refused',
            completion: completion.status === 'fulfilled' && completion.value.revision,
            messageCount,
            revision,
          }
        }),
      )
      const before = { append: 2, completion: 3, messageCount: 1, revision: 3 }
      const refused = { append: 'refused', completion: 2, messageCount: 0, revision: 2 }
      for (const outcome of outcomes) {
        expect(outcome).toStrictEqual(outcome.append === 'refused' ? refused : before)
      }
    })
  })

  describe('two servers at a cap', () => {
    const limits = { ...DEFAULT_LIMITS, messagesPerConversation: 10, conversationsPerUser: 10 }
    const [first, second] = useTwoStores(target, { limits })

    it('let exactly as many racing starts and appends through as fit', async () => {
      const owner = freshOwner()
      const both = [first.store().forOwner(owner), second.store().forOwner(owner)]
      const starts = await Promise.allSettled(
        range(RACERS).map((index) => (both[index % 2] ?? both[0])?.start()),
      )
      expectSomeRefused(starts, 10, new TooManyConversationsError())
      const { items } = await first.store().forOwner(owner).list()
      expect(items).toHaveLength(10)
      const id = items[0]?.id ?? ''
      const appends = await Promise.allSettled(
        range(RACERS).map((index) => both[index % 2]?.append(id, { messages: texts(2) })),
      )
      expectSomeRefused(appends, 5, new ConversationFullError())
      expect((await second.store().forOwner(owner).get(id)).messageCount).toBe(10)
    })
  })
}

function expectSomeRefused(
  settled: PromiseSettledResult<unknown>[],
  fulfilled: number,
  refusal: Error,
): void {
  const refused = settled.filter((result) => result.status === 'rejected')
  expect(settled.length - refused.length).toBe(fulfilled)
  for (const { reason } of refused) expect(reason).toStrictEqual(refusal)
}

/** One did the work; all got the same answer. */
function expectOneFirst(results: { replayed: boolean }[]): void {
  expect(results.filter((result) => !result.replayed)).toHaveLength(1)
  const answers = results.map(({ replayed: _differs, ...answer }) => answer)
  for (const answer of answers) expect(answer).toStrictEqual(answers[0])
}

function newer(a: Acknowledged, b: Acknowledged): boolean {
  return a.conversation.revision > b.conversation.revision
}

function only(conversation: Conversation): { conversation: Conversation; messages: Message[] } {
  return { conversation, messages: [] }
}

async function allMessages(mine: OwnerConversations, id: string): Promise<Message[]> {
  const messages: Message[] = []
  for (let more = true; more; ) {
    const page = await mine.messages(id, { afterSeq: messages.length, limit: 100 })
    messages.push(...page.items)
    more = page.hasMore
  }
  return messages
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}
