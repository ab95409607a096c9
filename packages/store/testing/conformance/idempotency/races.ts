import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import {
  ConversationFullError,
  IdempotencyKeyReusedError,
  TooManyConversationsError,
} from '../../../src/errors.ts'
import { text, texts } from '../support/samples.ts'
import { type ConformanceTarget, useTwoStores } from '../support/target.ts'

const RACERS = Array.from({ length: 25 }, (_, index) => index)

export function racesTests(target: ConformanceTarget): void {
  describe('races between two servers', () => {
    const { twoClients } = useTwoStores(target)

    it('25 racing starts with one key make one conversation', async () => {
      const hand = twoClients()
      const input = { title: 'Mine', metadata: { a: [1] }, idempotencyKey: 'k' }
      const results = await Promise.all(RACERS.map((index) => hand(index).start(input)))
      expectOneFirst(results)
      expect((await hand(0).list()).items).toHaveLength(1)
      await expect(hand(1).start({ ...input, title: 'Other' })).rejects.toStrictEqual(
        new IdempotencyKeyReusedError(),
      )
    })

    it('25 racing appends with one key store one message', async () => {
      const hand = twoClients()
      const { id } = (await hand(0).start()).conversation
      const input = { messages: [text('once')], idempotencyKey: 'k' }
      const results = await Promise.all(RACERS.map((index) => hand(index).append(id, input)))
      expectOneFirst(results)
      expect(await hand(1).get(id)).toMatchObject({ messageCount: 1, revision: 2 })
      expect((await hand(0).messages(id)).items).toStrictEqual(results[0]?.messages)
      await expect(
        hand(1).append(id, { ...input, messages: [text('twice')] }),
      ).rejects.toStrictEqual(new IdempotencyKeyReusedError())
    })

    it('of racing appends with one key and 25 payloads one is stored', async () => {
      const hand = twoClients()
      const { id } = (await hand(0).start()).conversation
      const settled = await Promise.allSettled(
        RACERS.map((index) =>
          hand(index).append(id, { messages: [text(`payload ${index}`)], idempotencyKey: 'k' }),
        ),
      )
      const rejected = settled.filter((result) => result.status === 'rejected')
      expect(rejected).toHaveLength(RACERS.length - 1)
      for (const { reason } of rejected)
        expect(reason).toStrictEqual(new IdempotencyKeyReusedError())
      expect((await hand(0).get(id)).messageCount).toBe(1)
    })

    it('a conversation is deleted once', async () => {
      const hand = twoClients()
      const { id } = (await hand(0).start()).conversation
      const settled = await Promise.allSettled(RACERS.map((index) => hand(index).delete(id)))
      expect(settled.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    })

    it('an append racing a completion is either before it, or rejected', async () => {
      const hand = twoClients()
      const outcomes = await Promise.all(
        RACERS.map(async (index) => {
          const { id } = (await hand(index).start()).conversation
          const [append, completion] = await Promise.allSettled([
            hand(index).append(id, { messages: [text('race')] }),
            hand(index + 1).setStatus(id, 'completed'),
          ])
          const { messageCount, revision } = await hand(index).get(id)
          return {
            append: append.status === 'fulfilled' ? append.value.conversation.revision : 'rejected',
            completion: completion.status === 'fulfilled' && completion.value.revision,
            messageCount,
            revision,
          }
        }),
      )
      const before = { append: 2, completion: 3, messageCount: 1, revision: 3 }
      const rejected = { append: 'rejected', completion: 2, messageCount: 0, revision: 2 }
      for (const outcome of outcomes) {
        expect(outcome).toStrictEqual(outcome.append === 'rejected' ? rejected : before)
      }
    })
  })

  describe('two servers at a cap', () => {
    const limits = { ...DEFAULT_LIMITS, messagesPerConversation: 10, conversationsPerUser: 10 }
    const { twoClients } = useTwoStores(target, { limits })

    it('let exactly as many racing starts and appends through as fit', async () => {
      const hand = twoClients()
      const starts = await Promise.allSettled(RACERS.map((index) => hand(index).start()))
      expectSomeRejected(starts, 10, new TooManyConversationsError())
      const { items } = await hand(0).list()
      expect(items).toHaveLength(10)
      const id = items[0]?.id ?? ''
      const messages = texts(2)
      const appends = await Promise.allSettled(
        RACERS.map((index) => hand(index).append(id, { messages })),
      )
      expectSomeRejected(appends, 5, new ConversationFullError())
      expect((await hand(1).get(id)).messageCount).toBe(10)
    })
  })
}

function expectSomeRejected(
  settled: PromiseSettledResult<unknown>[],
  fulfilled: number,
  rejection: Error,
): void {
  const rejected = settled.filter((result) => result.status === 'rejected')
  expect(settled.length - rejected.length).toBe(fulfilled)
  for (const { reason } of rejected) expect(reason).toStrictEqual(rejection)
}

/** One did the work; all got the same result. */
function expectOneFirst(results: { replayed: boolean }[]): void {
  expect(results.filter((result) => !result.replayed)).toHaveLength(1)
  const responses = results.map(({ replayed: _differs, ...response }) => response)
  for (const response of responses) expect(response).toStrictEqual(responses[0])
}
