import { describe, expect, it } from 'vitest'
import type { UpdateFields } from '../../../src/conversation-store.ts'
import { ConversationNotFoundError } from '../../../src/errors.ts'
import { text, UNKNOWN_ID, withoutAccessTime } from '../support/samples.ts'
import { type ConformanceTarget, useStore } from '../support/target.ts'

const FULL = {
  title: 'First',
  metadata: { a: 1, b: { c: [2] } },
  externalId: 'agent-first',
  sdkConversationRef: 'ref-first',
}

const CHANGES: UpdateFields[] = [
  { title: 'Second' },
  { title: null },
  { metadata: { b: 2 } },
  { metadata: {} },
  { externalId: 'agent-second' },
  { externalId: null },
  { sdkConversationRef: 'ref-second' },
  { sdkConversationRef: null },
  { title: 'Second', metadata: { d: 4 }, externalId: 'agent-third', sdkConversationRef: null },
]

export function fieldsTests(target: ConformanceTarget): void {
  describe('update', () => {
    const { newClient } = useStore(target)

    it.each(CHANGES)('changes what is given and nothing else: %j', async (fields) => {
      const mine = newClient()
      const { conversation } = await mine.start(FULL)
      const { id } = conversation
      const { conversation: before } = await mine.append(id, { messages: [text('hello')] })
      const after = await mine.update(id, fields)
      expect(after).toStrictEqual({
        ...before,
        ...fields,
        revision: before.revision + 1,
        updatedAt: after.updatedAt,
        lastAccessedAt: after.updatedAt,
        expiresAt: after.expiresAt,
      })
      expect(after.updatedAt > before.updatedAt).toBe(true)
      expect(withoutAccessTime(await mine.get(id))).toStrictEqual(withoutAccessTime(after))
      expect((await mine.messages(id)).items).toHaveLength(1)
    })

    it('takes a field that is undefined for one that was not given', async () => {
      const mine = newClient()
      const { conversation } = await mine.start(FULL)
      const after = await mine.update(conversation.id, {
        title: 'Second',
        metadata: undefined,
        externalId: undefined,
        sdkConversationRef: undefined,
      })
      expect(after).toMatchObject({ ...FULL, title: 'Second' })
    })

    it('never loses one change to another', async () => {
      const mine = newClient()
      const { conversation } = await mine.start()
      const { id } = conversation
      await Promise.all([
        mine.update(id, { title: 'Renamed' }),
        mine.update(id, { metadata: { tagged: true } }),
        mine.update(id, { externalId: 'agent-1' }),
        mine.update(id, { sdkConversationRef: 'ref-1' }),
        mine.append(id, { messages: [text('hello')] }),
      ])
      expect(await mine.get(id)).toMatchObject({
        title: 'Renamed',
        metadata: { tagged: true },
        externalId: 'agent-1',
        sdkConversationRef: 'ref-1',
        messageCount: 1,
        revision: 6,
      })
    })

    it('rejects an unknown id', async () => {
      await expect(newClient().update(UNKNOWN_ID, { title: 'x' })).rejects.toStrictEqual(
        new ConversationNotFoundError(),
      )
    })
  })
}
