import { STATUSES } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import { ConversationNotFoundError } from '../../../src/errors.ts'
import { reasonOf } from '../support/rejections.ts'
import { startMany, startWithMessages, text, texts } from '../support/samples.ts'
import { type ConformanceTarget, useTwoStores } from '../support/target.ts'

export function eraseTests(target: ConformanceTarget): void {
  describe('erase', () => {
    const { newClient, twoClients } = useTwoStores(target)

    it('removes every trace of one owner and counts it', async () => {
      const mine = newClient()
      const theirs = newClient()
      const kept = await startWithMessages(theirs, 3)
      const started = await startMany(mine, 250)
      for (const [index, { id }] of started.entries()) {
        await mine.append(id, { messages: texts(2), idempotencyKey: 'k' })
        await mine.setStatus(id, STATUSES[index % 3] ?? 'active')
      }
      await mine.start({ externalId: 'agent-1', idempotencyKey: 'start' })

      expect(await mine.erase()).toStrictEqual({ conversations: 251, messages: 500 })
      const empty = { items: [], nextCursor: null }
      for (const status of [undefined, ...STATUSES]) {
        expect(await mine.list({ status })).toStrictEqual(empty)
      }
      for (const { id } of started)
        expect(await reasonOf(mine.get(id))).toBe('CONVERSATION_NOT_FOUND')
      await expect(mine.findByExternalId('agent-1')).rejects.toStrictEqual(
        new ConversationNotFoundError(),
      )
      expect(await mine.erase()).toStrictEqual({ conversations: 0, messages: 0 })
      expect((await theirs.messages(kept.id)).items).toHaveLength(3)
    })

    it('forgets the keys of starts too', async () => {
      const mine = newClient()
      const input = { title: 'Mine', idempotencyKey: 'k' }
      const { conversation } = await mine.start(input)
      const deleted = await mine.start({ title: 'Deleted', idempotencyKey: 'd' })
      await mine.delete(deleted.conversation.id)
      await mine.erase()
      const again = await mine.start(input)
      expect(again.replayed).toBe(false)
      expect(again.conversation.id).not.toBe(conversation.id)
      expect((await mine.start({ title: 'Other', idempotencyKey: 'd' })).replayed).toBe(false)
    })

    it('of nothing removes nothing', async () => {
      expect(await newClient().erase()).toStrictEqual({ conversations: 0, messages: 0 })
    })

    it('ends while another server appends, and brings nothing back', async () => {
      const hand = twoClients()
      const [mine, theirs] = [hand(0), hand(1)]
      const started = await startMany(mine, 200)
      let stop = false
      const appending = Promise.all(
        started.map(async ({ id }) => {
          while (!stop && (await reasonOf(theirs.append(id, { messages: [text('!')] }))) === 'ok');
        }),
      )
      const { conversations } = await mine.erase()
      stop = true
      await appending
      expect(conversations).toBe(200)
      expect(await mine.list()).toStrictEqual({ items: [], nextCursor: null })
      expect(await mine.erase()).toStrictEqual({ conversations: 0, messages: 0 })
    })

    it('run twice at once counts everything once', async () => {
      const hand = twoClients()
      const [mine, theirs] = [hand(0), hand(1)]
      await startMany(mine, 150)
      const erased = await Promise.all([mine.erase(), theirs.erase()])
      expect(erased.reduce((sum, { conversations }) => sum + conversations, 0)).toBe(150)
    })
  })
}
