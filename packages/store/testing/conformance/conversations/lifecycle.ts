import { describe, expect, it } from 'vitest'
import { ConversationNotFoundError } from '../../../src/errors.ts'
import { startMany, text, UNKNOWN_ID, withoutAccessTime } from '../support/samples.ts'
import { type ConformanceTarget, newOwner, useStore } from '../support/target.ts'

const NOT_FOUND = new ConversationNotFoundError()

export function lifecycleTests(target: ConformanceTarget): void {
  describe('start, get and delete', () => {
    const { store, newClient } = useStore(target, { ttlSeconds: 600 })

    it('starts an empty, active conversation of its owner', async () => {
      const owner = newOwner()
      const { conversation, replayed } = await store().forOwner(owner).start()
      expect(replayed).toBe(false)
      expect(conversation).toStrictEqual({
        id: conversation.id,
        ...owner,
        status: 'active',
        title: null,
        metadata: {},
        externalId: null,
        sdkConversationRef: null,
        messageCount: 0,
        lastMessagePreview: null,
        revision: 1,
        createdAt: conversation.createdAt,
        updatedAt: conversation.createdAt,
        lastAccessedAt: conversation.createdAt,
        expiresAt: new Date(Date.parse(conversation.createdAt) + 600_000).toISOString(),
      })
      expect(conversation.id).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      )
      expect(conversation.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    })

    it('takes the time from a clock that is right', async () => {
      const { conversation } = await newClient().start()
      expect(Math.abs(Date.parse(conversation.createdAt) - Date.now())).toBeLessThan(60_000)
    })

    it('keeps everything given at the start', async () => {
      const mine = newClient()
      const given = {
        title: 'Invoices',
        metadata: { topic: 'billing', tags: ['a', 'b'] },
        externalId: 'agent-1',
        sdkConversationRef: 'ref-1',
      }
      const { conversation } = await mine.start(given)
      expect(conversation).toMatchObject(given)
      expect(withoutAccessTime(await mine.get(conversation.id))).toStrictEqual(
        withoutAccessTime(conversation),
      )
    })

    it('takes null and undefined for nothing given', async () => {
      const nothing = { title: null, externalId: null, sdkConversationRef: null }
      const mine = newClient()
      const { conversation: fromNull } = await mine.start(nothing)
      const { conversation: fromUndefined } = await mine.start({
        title: undefined,
        metadata: undefined,
        externalId: undefined,
        sdkConversationRef: undefined,
        idempotencyKey: undefined,
      })
      expect(fromNull).toMatchObject({ ...nothing, metadata: {} })
      expect(fromUndefined).toMatchObject({ ...nothing, metadata: {} })
      expect(fromNull.id).not.toBe(fromUndefined.id)
    })

    it('rejects an id that it never gave', async () => {
      const mine = newClient()
      await mine.start()
      await expect(mine.get(UNKNOWN_ID)).rejects.toStrictEqual(NOT_FOUND)
      await expect(mine.delete(UNKNOWN_ID)).rejects.toStrictEqual(NOT_FOUND)
    })

    it('deletes one conversation with all that belongs to it, and no other', async () => {
      const mine = newClient()
      const [kept, gone] = await startMany(mine, 2)
      if (kept === undefined || gone === undefined) throw new Error('two were started')
      await mine.append(gone.id, { messages: [text('soon gone')], idempotencyKey: 'k' })
      await mine.update(gone.id, { externalId: 'agent-gone' })
      await mine.delete(gone.id)

      await expect(mine.get(gone.id)).rejects.toStrictEqual(NOT_FOUND)
      await expect(mine.messages(gone.id)).rejects.toStrictEqual(NOT_FOUND)
      await expect(mine.getAppendResult(gone.id, 'k')).rejects.toStrictEqual(NOT_FOUND)
      await expect(mine.append(gone.id, { messages: [text('late')] })).rejects.toStrictEqual(
        NOT_FOUND,
      )
      await expect(
        mine.append(gone.id, { messages: [text('soon gone')], idempotencyKey: 'k' }),
      ).rejects.toStrictEqual(NOT_FOUND)
      await expect(mine.setStatus(gone.id, 'active')).rejects.toStrictEqual(NOT_FOUND)
      await expect(mine.update(gone.id, { title: 'late' })).rejects.toStrictEqual(NOT_FOUND)
      await expect(mine.findByExternalId('agent-gone')).rejects.toStrictEqual(NOT_FOUND)
      await expect(mine.delete(gone.id)).rejects.toStrictEqual(NOT_FOUND)
      for (const status of [undefined, 'active'] as const) {
        const { items } = await mine.list({ status })
        expect(items.map(withoutAccessTime)).toStrictEqual([withoutAccessTime(kept)])
      }
    })
  })
}
