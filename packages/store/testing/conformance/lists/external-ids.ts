import { describe, expect, it } from 'vitest'
import type { OwnerConversations } from '../../../src/conversation-store.ts'
import { ConversationNotFoundError } from '../../../src/errors.ts'
import { withoutAccessTime } from '../support/samples.ts'
import { type ConformanceTarget, useStore } from '../support/target.ts'

const NOT_FOUND = new ConversationNotFoundError()

export function externalIdsTests(target: ConformanceTarget): void {
  describe('findByExternalId', () => {
    const { newClient } = useStore(target)

    it('finds what was given at the start, or later', async () => {
      const mine = newClient()
      const { conversation: first } = await mine.start({ externalId: 'agent-1' })
      const { conversation: second } = await mine.start()
      const updated = await mine.update(second.id, { externalId: 'agent-2' })
      expect(withoutAccessTime(await mine.findByExternalId('agent-1'))).toStrictEqual(
        withoutAccessTime(first),
      )
      expect(withoutAccessTime(await mine.findByExternalId('agent-2'))).toStrictEqual(
        withoutAccessTime(updated),
      )
      await expect(mine.findByExternalId('agent-3')).rejects.toStrictEqual(NOT_FOUND)
    })

    it('follows the id when it is replaced, cleared or given again', async () => {
      const mine = newClient()
      const { id } = (await mine.start({ externalId: 'old' })).conversation
      await mine.update(id, { externalId: 'new' })
      expect(await foundBy(mine, 'old')).toBeNull()
      expect(await foundBy(mine, 'new')).toBe(id)
      await mine.update(id, { externalId: null })
      expect(await foundBy(mine, 'new')).toBeNull()
      await mine.update(id, { externalId: 'new' })
      expect(await foundBy(mine, 'new')).toBe(id)
      await mine.update(id, { title: 'renamed' })
      expect(await foundBy(mine, 'new')).toBe(id)
    })

    it('finds the conversation that got the id last', async () => {
      const mine = newClient()
      const { id: first } = (await mine.start({ externalId: 'same' })).conversation
      const { id: second } = (await mine.start({ externalId: 'same' })).conversation
      expect(await foundBy(mine, 'same')).toBe(second)
      await mine.update(first, { externalId: null })
      await mine.update(first, { externalId: 'same' })
      expect(await foundBy(mine, 'same')).toBe(first)
    })

    it('finds an earlier one again once it is given the id that it still has', async () => {
      const mine = newClient()
      const { id: first } = (await mine.start({ externalId: 'same' })).conversation
      const { id: second } = (await mine.start({ externalId: 'same' })).conversation
      await mine.delete(second)
      expect(await foundBy(mine, 'same')).toBeNull()
      const { revision } = await mine.update(first, { externalId: 'same' })
      expect(revision).toBe(2)
      expect(await foundBy(mine, 'same')).toBe(first)
      expect((await mine.update(first, { externalId: 'same' })).revision).toBe(2)
    })

    it.each([
      [
        'is given another',
        (mine: OwnerConversations, id: string) => mine.update(id, { externalId: 'other' }),
      ],
      [
        'is cleared of it',
        (mine: OwnerConversations, id: string) => mine.update(id, { externalId: null }),
      ],
      ['is deleted', (mine: OwnerConversations, id: string) => mine.delete(id)],
    ])('still finds the last when an earlier one %s', async (_what, change) => {
      const mine = newClient()
      const { id: first } = (await mine.start({ externalId: 'same' })).conversation
      const { id: second } = (await mine.start({ externalId: 'same' })).conversation
      await change(mine, first)
      expect(await foundBy(mine, 'same')).toBe(second)
    })

    it.each(['__proto__', 'constructor', 'hasOwnProperty', ' ', '*', '{a}', 'é', 'e\u0301'])(
      'takes %j for an id like any other',
      async (externalId) => {
        const mine = newClient()
        await expect(mine.findByExternalId(externalId)).rejects.toStrictEqual(NOT_FOUND)
        const { id } = (await mine.start({ externalId })).conversation
        expect(await foundBy(mine, externalId)).toBe(id)
        expect(await foundBy(mine, externalId.normalize('NFD'))).toBe(
          externalId.normalize('NFD') === externalId ? id : null,
        )
      },
    )
  })
}

async function foundBy(mine: OwnerConversations, externalId: string): Promise<string | null> {
  try {
    return (await mine.findByExternalId(externalId)).id
  } catch (error) {
    expect(error).toStrictEqual(NOT_FOUND)
    return null
  }
}
