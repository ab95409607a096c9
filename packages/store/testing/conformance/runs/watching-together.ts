import { describe, expect, it } from 'vitest'
import { text } from '../support/samples.ts'
import { type ConformanceTarget, useTwoStores } from '../support/target.ts'
import { begin, closingAll, textOf, types, WAIT, watch } from './watcher.ts'

/** Watchers of one conversation may share what they are told, but each is told what it has not seen. */
export function watchingTogetherTests(target: ConformanceTarget): void {
  describe('watches of one conversation at once', () => {
    const { newClient } = useTwoStores(target)

    it('are told what is behind the event that each resumes after, and then the same', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      const lease = await begin(mine, id)
      const reply = 'abcdefgh'
      await using first = watch(mine, id)
      await expect.poll(() => types(first.events()), WAIT).toStrictEqual(['conversation', 'run'])
      for (const [offset, letter] of [...reply].entries()) {
        await lease.write([{ type: 'text', offset, text: letter }])
        await expect.poll(() => textOf(first.events()), WAIT).toBe(reply.slice(0, offset + 1))
      }
      const told = first.seen.map(({ event }) => event)
      // Behind the first event, the conversation, comes the run.
      const starts = first.seen.slice(1).flatMap(({ id: lastEventId }, index) => {
        const said = textOf(told.slice(0, index + 2))
        return [1, 2].map(() => ({ said, watcher: watch(mine, id, lastEventId) }))
      })
      await using _ = closingAll(starts.map(({ watcher }) => watcher))

      const behind = starts.filter(({ said }) => said !== reply)
      for (const { said, watcher } of behind) {
        await expect.poll(() => said + textOf(watcher.events()), WAIT).toBe(reply)
        expect(watcher.events()).toMatchObject([{ type: 'delta', offset: said.length }])
      }
      await lease.write([{ type: 'text', offset: reply.length, text: '!' }])
      for (const { said, watcher } of starts) {
        await expect.poll(() => said + textOf(watcher.events()), WAIT).toBe(`${reply}!`)
      }
      await lease.finish({ status: 'completed', messages: [text(`${reply}!`, 'assistant')] })
      for (const { watcher } of starts) {
        await expect.poll(() => watcher.events().at(-1)?.type, WAIT).toBe('run')
        expect(watcher.seen.slice(-4)).toStrictEqual(first.seen.slice(-4))
        expect(types(watcher.events())).not.toContain('reset')
      }
    })

    it('are not held up by one that takes nothing', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      const stalled = mine.runs(id).watch({ signal: new AbortController().signal })
      const slow = stalled[Symbol.asyncIterator]()
      expect((await slow.next()).value).toMatchObject({ event: { type: 'conversation' } })
      await using other = watch(mine, id)
      await expect.poll(other.events, WAIT).toHaveLength(1)
      for (const [index, said] of ['one', 'two', 'three'].entries()) {
        await mine.append(id, { messages: [text(said)] })
        await expect.poll(other.events, WAIT).toHaveLength(1 + 2 * (index + 1))
      }
      const late = []
      for (let n = 0; n < 3; n++) late.push((await slow.next()).value)
      await slow.return?.()
      expect(late).toMatchObject(
        ['one', 'two', 'three'].map((said) => ({
          event: { message: { content: { text: said } } },
        })),
      )
    })

    it('tell an aborted one nothing more, though they read on for the others', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      await using before = watch(mine, id)
      await expect.poll(before.events, WAIT).toHaveLength(1)
      const lastEventId = before.lastId()
      await mine.append(id, { messages: [text('one'), text('two'), text('three')] })
      const controller = new AbortController()
      const aborted = mine.runs(id).watch({ lastEventId, signal: controller.signal })
      await using other = watch(mine, id, lastEventId)
      const events = aborted[Symbol.asyncIterator]()
      expect((await events.next()).value).toMatchObject({ event: { message: { seq: 1 } } })
      controller.abort()
      expect(await events.next()).toStrictEqual({ done: true, value: undefined })
      await expect.poll(other.events, WAIT).toHaveLength(4)
    })
  })
}
