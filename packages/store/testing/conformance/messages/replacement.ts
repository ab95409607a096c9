import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import {
  ConversationFullError,
  ConversationNotActiveError,
  IdempotencyKeyReusedError,
  MessageNotFoundError,
  MessagesRemovedError,
  RevisionConflictError,
  RunInProgressError,
} from '../../../src/errors.ts'
import { startWithMessages, text, texts } from '../support/samples.ts'
import { type ConformanceTarget, useStore, useTwoStores } from '../support/target.ts'

export function replacementTests(target: ConformanceTarget): void {
  describe('append in the place of messages', () => {
    const { newClient, twoClients } = useTwoStores(target)

    it.each([1, 3, 5])('removes those from %i on, and adds its own, by one change', async (seq) => {
      const mine = newClient()
      const before = await startWithMessages(mine, 5)
      const kept = (await mine.messages(before.id)).items.slice(0, seq - 1)
      const appended = await mine.append(before.id, { messages: texts(2, 'new'), replaces: seq })
      expect(appended.messages.map((message) => message.seq)).toStrictEqual([seq, seq + 1])
      expect(appended.conversation).toMatchObject({
        revision: before.revision + 1,
        messageCount: seq + 1,
        lastMessagePreview: 'new 2',
      })
      const { items } = await mine.messages(before.id)
      expect(items).toStrictEqual([...kept, ...appended.messages])
      expect((await mine.list()).items).toMatchObject([{ messageCount: seq + 1 }])
    })

    it('is made once, and what it removed is not added again', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      const old = { messages: texts(2, 'old'), idempotencyKey: 'old' }
      await mine.append(id, old)
      const replacement = { messages: [text('new')], replaces: 2, idempotencyKey: 'new' }
      const first = await mine.append(id, replacement)
      await mine.append(id, { messages: [text('later')] })
      expect(await mine.append(id, replacement)).toMatchObject({
        replayed: true,
        messages: first.messages,
      })
      await expect(mine.append(id, old)).rejects.toStrictEqual(new MessagesRemovedError())
      for (const another of [{ messages: [text('another')] }, { replaces: 1 }]) {
        await expect(mine.append(id, { ...replacement, ...another })).rejects.toStrictEqual(
          new IdempotencyKeyReusedError(),
        )
      }
      expect(await mine.get(id)).toMatchObject({ messageCount: 3 })
    })

    it('changes nothing where it is rejected', async () => {
      const mine = newClient()
      const before = await startWithMessages(mine, 3)
      const { id, revision } = before
      const replace = (replaces: number, expectedRevision = revision) =>
        mine.append(id, { messages: [text('x')], replaces, expectedRevision })
      await expect(replace(4)).rejects.toStrictEqual(new MessageNotFoundError())
      await expect(replace(1, revision - 1)).rejects.toStrictEqual(
        new RevisionConflictError(revision),
      )
      const { lease } = await mine.runs(id).begin({ content: text('question').content })
      await expect(mine.append(id, { messages: [text('x')], replaces: 1 })).rejects.toStrictEqual(
        new RunInProgressError(),
      )
      await lease?.finish({ status: 'completed', messages: [text('reply', 'assistant')] })
      await mine.setStatus(id, 'archived')
      await expect(mine.append(id, { messages: [text('x')], replaces: 1 })).rejects.toStrictEqual(
        new ConversationNotActiveError('archived'),
      )
      expect(await mine.get(id)).toMatchObject({ messageCount: 5 })
    })

    it('races others: one of those that expect a revision is made', async () => {
      const client = twoClients()
      for (let round = 0; round < 20; round++) {
        const { id, revision } = await startWithMessages(client(0), 2)
        const outcomes = await Promise.allSettled(
          [0, 1].map((index) =>
            client(index).append(id, {
              messages: [text(`by ${index}`)],
              replaces: 2,
              expectedRevision: revision,
            }),
          ),
        )
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
        expect(await client(round).get(id)).toMatchObject({
          messageCount: 2,
          revision: revision + 1,
        })
      }
    })
  })

  describe('append in the place of messages, at the cap', () => {
    const { newClient } = useStore(target, {
      limits: { ...DEFAULT_LIMITS, messagesPerConversation: 3 },
    })

    it.each([4, 100_000, Number.MAX_SAFE_INTEGER])(
      'says that there is no message %i, not that it is full',
      async (replaces) => {
        const mine = newClient()
        const { id } = await startWithMessages(mine, 3)
        const replacement = mine.append(id, { messages: [text('x')], replaces })
        await expect(replacement).rejects.toStrictEqual(new MessageNotFoundError())
      },
    )

    it('counts what is left', async () => {
      const mine = newClient()
      const { id } = await startWithMessages(mine, 3)
      await mine.append(id, { messages: texts(2), replaces: 2 })
      await expect(mine.append(id, { messages: texts(2), replaces: 3 })).rejects.toStrictEqual(
        new ConversationFullError(),
      )
      expect(await mine.get(id)).toMatchObject({ messageCount: 3 })
    })
  })
}
