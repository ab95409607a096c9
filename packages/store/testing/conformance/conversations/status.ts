import { STATUSES } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import { ConversationNotActiveError, ConversationNotFoundError } from '../../../src/errors.ts'
import { text, UNKNOWN_ID, withoutAccessTime } from '../support/samples.ts'
import { type ConformanceTarget, useStore } from '../support/target.ts'

export function statusTests(target: ConformanceTarget): void {
  describe('status', () => {
    const { newClient } = useStore(target)

    it.each(STATUSES.flatMap((from) => STATUSES.map((to) => [from, to] as const)))(
      'may go from %s to %s',
      async (from, to) => {
        const mine = newClient()
        const { conversation } = await mine.start({ title: 'Mine' })
        const before = await mine.setStatus(conversation.id, from)
        const after = await mine.setStatus(conversation.id, to)
        if (from === to) {
          expect(withoutAccessTime(after)).toStrictEqual(withoutAccessTime(before))
          expect(after.lastAccessedAt >= before.lastAccessedAt).toBe(true)
          return
        }
        expect(after).toStrictEqual({
          ...before,
          status: to,
          revision: before.revision + 1,
          updatedAt: after.updatedAt,
          lastAccessedAt: after.updatedAt,
          expiresAt: after.expiresAt,
        })
        expect(after.updatedAt > before.updatedAt).toBe(true)
        expect(withoutAccessTime(await mine.get(conversation.id))).toStrictEqual(
          withoutAccessTime(after),
        )
      },
    )

    it.each(['completed', 'archived'] as const)(
      '%s takes no messages, reopened it does',
      async (status) => {
        const mine = newClient()
        const { conversation } = await mine.start()
        const { id } = conversation
        await mine.append(id, { messages: [text('kept')] })
        const closed = await mine.setStatus(id, status)
        await expect(mine.append(id, { messages: [text('rejected')] })).rejects.toStrictEqual(
          new ConversationNotActiveError(status),
        )
        expect(withoutAccessTime(await mine.get(id))).toStrictEqual(withoutAccessTime(closed))
        expect((await mine.messages(id)).items).toHaveLength(1)
        await mine.setStatus(id, 'active')
        const { messages } = await mine.append(id, { messages: [text('taken')] })
        expect(messages[0]?.seq).toBe(2)
      },
    )

    it('of a closed conversation lets everything else be changed', async () => {
      const mine = newClient()
      const { conversation } = await mine.start()
      await mine.setStatus(conversation.id, 'archived')
      const renamed = await mine.update(conversation.id, { title: 'Old', externalId: 'agent-1' })
      expect(renamed).toMatchObject({ status: 'archived', title: 'Old', revision: 3 })
      expect((await mine.findByExternalId('agent-1')).id).toBe(conversation.id)
      await mine.delete(conversation.id)
    })

    it('rejects an unknown id', async () => {
      for (const status of STATUSES) {
        await expect(newClient().setStatus(UNKNOWN_ID, status)).rejects.toStrictEqual(
          new ConversationNotFoundError(),
        )
      }
    })
  })
}
