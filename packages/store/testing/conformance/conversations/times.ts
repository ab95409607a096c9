import type { Conversation } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import { milliseconds, untilLater } from '../support/clock.ts'
import { text, texts } from '../support/samples.ts'
import { type ConformanceTarget, useStore } from '../support/target.ts'

const TTL_SECONDS = 900

export function timesTests(target: ConformanceTarget): void {
  describe('times', () => {
    const { newClient } = useStore(target, { ttlSeconds: TTL_SECONDS })

    it('grow strictly with every change, however fast they come', async () => {
      const mine = newClient()
      const { conversation } = await mine.start()
      const { id } = conversation
      const states: Conversation[] = [conversation]
      for (let round = 0; round < 40; round++) {
        states.push(
          (await mine.append(id, { messages: texts(2) })).conversation,
          await mine.update(id, { title: `round ${round}` }),
          await mine.setStatus(id, 'archived'),
          await mine.setStatus(id, 'active'),
        )
      }
      for (const [index, state] of states.entries()) {
        const before = states[index - 1]
        if (before !== undefined) expect(state.updatedAt > before.updatedAt).toBe(true)
        expect(state.createdAt).toBe(conversation.createdAt)
        expect(state.lastAccessedAt >= state.updatedAt).toBe(true)
        expect(milliseconds(state.updatedAt, state.expiresAt)).toBe(TTL_SECONDS * 1000)
      }
    })

    it('of messages never run backwards, and end at the last change', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      for (let round = 0; round < 30; round++) {
        const { conversation, messages } = await mine.append(id, { messages: texts(3) })
        expect(messages.at(-1)?.createdAt).toBe(conversation.updatedAt)
      }
      const { items } = await mine.messages(id, { limit: 100 })
      const written = items.map((message) => message.createdAt)
      expect(written).toStrictEqual([...written].sort())
    })

    it('of access move with every change, and with reads no more often than once a minute', async () => {
      const mine = newClient()
      const { conversation } = await mine.start({ externalId: 'agent-1' })
      const { id } = conversation
      const operations = [
        { isChange: false, operation: () => mine.get(id) },
        { isChange: false, operation: () => mine.messages(id) },
        { isChange: false, operation: () => mine.findByExternalId('agent-1') },
        { isChange: true, operation: () => mine.append(id, { messages: [text('a')] }) },
        { isChange: true, operation: () => mine.update(id, { title: 'b' }) },
        { isChange: true, operation: () => mine.setStatus(id, 'archived') },
      ]
      for (const { isChange, operation } of operations) {
        await untilLater(mine, id)
        const before = await listed()
        await operation()
        const after = await listed()
        const moves = after.lastAccessedAt > before.lastAccessedAt
        expect(moves, String(operation)).toBe(isChange)
      }

      /** The list shows a conversation without touching it. */
      async function listed(): Promise<Conversation> {
        const [item] = (await mine.list()).items
        if (item === undefined) throw new Error('The conversation should be listed.')
        return item
      }
    })

    it('of the last change and of expiry do not move with reads', async () => {
      const mine = newClient()
      const { conversation } = await mine.start({ externalId: 'agent-1' })
      const { id } = conversation
      await untilLater(mine, id)
      await mine.messages(id)
      await mine.findByExternalId('agent-1')
      await mine.list()
      await mine.setStatus(id, 'active')
      const after = await mine.get(id)
      expect(after).toStrictEqual({ ...conversation, lastAccessedAt: after.lastAccessedAt })
    })
  })
}
