import { describe, expect, it } from 'vitest'
import { text } from '../support/samples.ts'
import { type ConformanceTarget, useTwoStores } from '../support/target.ts'
import { begin, begun, types, WAIT, watchList } from './watcher.ts'

export function listWatchTests(target: ConformanceTarget): void {
  describe('a watch of a list', () => {
    const { newClient, twoClients } = useTwoStores(target)

    it('sends every change, whichever server makes it', async () => {
      const client = twoClients()
      await client(0).start()
      await using watcher = watchList(client(1))
      await begun(watcher)
      const { id } = (await client(0).start({ title: 'a' })).conversation
      await expect.poll(() => watcher.events().length, WAIT).toBeGreaterThan(1)
      await client(0).update(id, { title: 'b' })
      await client(0).append(id, { messages: [text('c')] })
      await expect
        .poll(() => watcher.events().at(-1), WAIT)
        .toMatchObject({ type: 'changed', conversation: { id, title: 'b', messageCount: 1 } })
      await client(0).delete(id)
      await expect
        .poll(() => watcher.events().at(-1), WAIT)
        .toStrictEqual({ type: 'deleted', conversationId: id })
      expect(types(watcher.events().slice(1))).not.toContain('reset')
    })

    it('sends a redaction, and nothing of the text from then on', async () => {
      const client = twoClients()
      const { id } = (await client(0).start()).conversation
      await client(0).append(id, { messages: [text('canary')] })
      await using watcher = watchList(client(1))
      await begun(watcher)
      await client(0).redact(id, 1)
      await expect
        .poll(() => watcher.events().at(-1), WAIT)
        .toMatchObject({ type: 'changed', conversation: { lastMessagePreview: '[redacted]' } })
      await using resumed = watchList(client(1), watcher.seen[0]?.id)
      await expect.poll(() => resumed.events().length, WAIT).toBeGreaterThan(0)
      const sent = JSON.stringify([watcher.events(), resumed.events()])
      expect(sent).not.toContain('canary')
    })

    it('resumes behind any event with every later change', async () => {
      const mine = newClient()
      await using watcher = watchList(mine)
      await begun(watcher)
      const ids: string[] = []
      for (let n = 0; n < 5; n++) {
        ids.push((await mine.start()).conversation.id)
        await expect.poll(() => watcher.events().length, WAIT).toBe(n + 2)
      }
      await mine.delete(ids[1] ?? '')
      await expect.poll(() => watcher.events().length, WAIT).toBe(7)
      for (const [index, { id: lastEventId }] of watcher.seen.slice(0, -1).entries()) {
        const rest = watcher.events().slice(index + 1)
        // One that was created and deleted since leaves its deletion alone.
        const expected = rest.filter(
          (event) => event.type !== 'changed' || event.conversation.id !== ids[1],
        )
        await using again = watchList(mine, lastEventId)
        await expect.poll(again.events, WAIT).toStrictEqual(expected)
      }
    })

    it('gets nothing more once it is aborted, whatever was read for it', async () => {
      const mine = newClient()
      await using before = watchList(mine)
      await begun(before)
      for (let n = 0; n < 3; n++) await mine.start()
      await expect.poll(before.events, WAIT).toHaveLength(4)
      const controller = new AbortController()
      const watched = mine.changes({ lastEventId: before.seen[0]?.id, signal: controller.signal })
      const events = watched[Symbol.asyncIterator]()
      expect((await events.next()).value).toMatchObject({ event: { type: 'changed' } })
      controller.abort()
      expect(await events.next()).toStrictEqual({ done: true, value: undefined })
    })

    it('gets a reset after an erasure, and for an invalid id', async () => {
      const mine = newClient()
      await mine.start()
      await using watcher = watchList(mine)
      await begun(watcher)
      await mine.start()
      await expect.poll(() => watcher.events().length, WAIT).toBe(2)
      const lastEventId = watcher.lastId()
      await mine.erase()
      await expect.poll(() => watcher.events().at(-1), WAIT).toStrictEqual({ type: 'reset' })
      for (const id of [lastEventId, '', 'x', 'z'.repeat(500)]) {
        await using again = watchList(mine, id)
        await expect.poll(again.events, WAIT).toStrictEqual([{ type: 'reset' }])
      }
    })

    it('gets nothing of what is said in a run, nor of other owners', async () => {
      const mine = newClient()
      await using watcher = watchList(mine)
      await begun(watcher)
      const { id } = (await mine.start()).conversation
      const lease = await begin(mine, id)
      await newClient().start()
      await lease.write([{ type: 'text', offset: 0, text: 'a' }])
      await lease.finish({ status: 'completed', messages: [text('a')] })
      await expect
        .poll(() => watcher.events().at(-1), WAIT)
        .toMatchObject({ conversation: { messageCount: 2 } })
      expect(watcher.events().length).toBeLessThanOrEqual(4)
    })
  })
}
