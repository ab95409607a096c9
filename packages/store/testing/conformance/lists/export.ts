import { describe, expect, it } from 'vitest'
import { exportWhole } from '../support/all-pages.ts'
import { inOrder } from '../support/order.ts'
import { card, startMany, startWithMessages, text, withoutAccessTime } from '../support/samples.ts'
import { type ConformanceTarget, useStore } from '../support/target.ts'

export function exportTests(target: ConformanceTarget): void {
  describe('export', () => {
    const { newClient } = useStore(target)

    it('yields nothing for a new owner', async () => {
      expect(await exportWhole(newClient())).toStrictEqual([])
    })

    it('yields every conversation with every message, newest change first', async () => {
      const mine = newClient()
      await startMany(mine, 120)
      const long = await startWithMessages(mine, 230)
      const { id } = (await mine.start({ metadata: { a: [[]] }, externalId: 'agent-1' }))
        .conversation
      await mine.append(id, { messages: [text('é\n'), card({ b: [], c: 1e21 })] })
      await mine.setStatus(id, 'archived')
      const others = await exportWhole(newClient())

      const all = await exportWhole(mine)
      expect(others).toStrictEqual([])
      expect(all).toHaveLength(122)
      const conversations = all.map((item) => item.conversation)
      expect(conversations.map(withoutAccessTime)).toStrictEqual(
        inOrder(conversations).map(withoutAccessTime),
      )
      for (const { conversation, messages } of all) {
        expect(withoutAccessTime(conversation)).toStrictEqual(
          withoutAccessTime(await mine.get(conversation.id)),
        )
        expect(messages.map((message) => message.seq)).toStrictEqual(
          Array.from({ length: conversation.messageCount }, (_, index) => index + 1),
        )
      }
      const archived = all.find((item) => item.conversation.id === id)
      expect(archived?.messages).toStrictEqual((await mine.messages(id)).items)
      const longest = all.find((item) => item.conversation.id === long.id)
      expect(longest?.messages.map((message) => message.content)).toStrictEqual(
        Array.from({ length: 230 }, (_, index) => text(`message ${index + 1}`).content),
      )
    })

    it('can be left early and begun again', async () => {
      const mine = newClient()
      await startMany(mine, 5)
      for await (const { conversation } of mine.export()) {
        expect(conversation.title).toBe('number 5')
        break
      }
      expect(await exportWhole(mine)).toHaveLength(5)
    })

    it('passes over what is deleted meanwhile, and yields nothing twice', async () => {
      const mine = newClient()
      const started = await startMany(mine, 10)
      const seen: string[] = []
      for await (const { conversation } of mine.export()) {
        seen.push(conversation.id)
        const [oldest, next] = started
        if (seen.length === 1) await mine.delete(oldest?.id ?? '')
        if (seen.length === 2) await mine.append(next?.id ?? '', { messages: [text('moved up')] })
      }
      expect(new Set(seen).size).toBe(seen.length)
      expect(seen.sort()).toStrictEqual(
        started
          .slice(1)
          .map((item) => item.id)
          .sort(),
      )
    })
  })
}
