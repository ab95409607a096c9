import { describe, expect, it } from 'vitest'
import type { OwnerConversations } from '../../../src/conversation-store.ts'
import { ConversationNotFoundError, RevisionConflictError } from '../../../src/errors.ts'
import { text, texts, withoutAccessTime } from '../support/samples.ts'
import { type ConformanceTarget, useTwoStores } from '../support/target.ts'

type Change = (
  mine: OwnerConversations,
  id: string,
  expectedRevision?: number,
) => Promise<{ revision: number }>

const CHANGES: [string, Change][] = [
  [
    'append',
    async (mine, id, expectedRevision) =>
      (await mine.append(id, { messages: texts(3), expectedRevision })).conversation,
  ],
  ['update', (mine, id, expectedRevision) => mine.update(id, { title: 'x' }, { expectedRevision })],
  [
    'setStatus',
    async (mine, id, expectedRevision) => {
      const { status } = await mine.get(id)
      return mine.setStatus(id, status === 'active' ? 'archived' : 'active', { expectedRevision })
    },
  ],
]

export function revisionsTests(target: ConformanceTarget): void {
  describe('revisions', () => {
    const { newClient, twoClients } = useTwoStores(target)

    it.each(CHANGES)('%s moves the revision by exactly one', async (_name, change) => {
      const mine = newClient()
      const { conversation } = await mine.start()
      expect(conversation.revision).toBe(1)
      expect((await change(mine, conversation.id)).revision).toBe(2)
      expect((await mine.get(conversation.id)).revision).toBe(2)
    })

    it('reading moves it not at all', async () => {
      const mine = newClient()
      const { conversation } = await mine.start({ externalId: 'agent-1' })
      const { id } = conversation
      await mine.messages(id)
      await mine.list()
      await mine.getAppendResult(id, 'k')
      await mine.findByExternalId('agent-1')
      expect((await mine.get(id)).revision).toBe(1)
    })

    it('a delete with an older revision keeps the conversation', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      await mine.update(id, { title: 'second' })
      for (const wrong of [1, 3, Number.MAX_SAFE_INTEGER]) {
        const options = { expectedRevision: wrong, idempotencyKey: 'k' }
        await expect(mine.delete(id, options)).rejects.toStrictEqual(new RevisionConflictError(2))
      }
      expect((await mine.get(id)).title).toBe('second')
      await mine.delete(id, { expectedRevision: 2, idempotencyKey: 'k' })
      // The repeat of a change that was made succeeds, whatever it expected.
      await mine.delete(id, { expectedRevision: 1, idempotencyKey: 'k' })
      await expect(mine.delete(id, { expectedRevision: 2 })).rejects.toThrow(
        ConversationNotFoundError,
      )
    })

    it('an id in capitals names the same conversation', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      const capitals = id.toUpperCase()
      expect((await mine.get(capitals)).id).toBe(id)
      await mine.append(capitals, { messages: texts(1) })
      expect((await mine.messages(capitals)).items).toHaveLength(1)
      await mine.delete(capitals)
      await expect(mine.get(id)).rejects.toThrow(ConversationNotFoundError)
    })

    it.each(CHANGES)('%s goes through on the current revision only', async (_name, change) => {
      const mine = newClient()
      const { conversation } = await mine.start()
      const { id } = conversation
      await mine.update(id, { title: 'second' })
      const before = await mine.update(id, { title: 'third' })
      for (const wrong of [1, 2, 4, 1_000_000, Number.MAX_SAFE_INTEGER]) {
        await expect(change(mine, id, wrong), `revision ${wrong}`).rejects.toStrictEqual(
          new RevisionConflictError(3),
        )
      }
      expect(withoutAccessTime(await mine.get(id))).toStrictEqual(withoutAccessTime(before))
      expect((await mine.messages(id)).items).toStrictEqual([])
      expect((await change(mine, id, 3)).revision).toBe(4)
    })

    it.each(CHANGES.slice(0, 2))(
      'of ten racing on one revision, one %s wins',
      async (_name, change) => {
        const hand = twoClients()
        const mine = hand(0)
        const { conversation } = await mine.start()
        const { id } = conversation
        const settled = await Promise.allSettled(
          Array.from({ length: 10 }, (_, index) => change(hand(index), id, 1)),
        )
        const rejected = settled.filter((result) => result.status === 'rejected')
        expect(rejected).toHaveLength(9)
        for (const { reason } of rejected)
          expect(reason).toStrictEqual(new RevisionConflictError(2))
        expect((await mine.get(id)).revision).toBe(2)
      },
    )

    it('of an append is 2 whether it brings one message or fifty', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      await mine.append(id, { messages: texts(50) })
      const { conversation } = await mine.append(id, { messages: [text('one more')] })
      expect(conversation).toMatchObject({ revision: 3, messageCount: 51 })
    })
  })
}
