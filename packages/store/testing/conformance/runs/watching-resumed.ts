import type { ConversationEvent } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import { ConversationNotFoundError } from '../../../src/errors.ts'
import { startWithMessages, text, texts, UNKNOWN_ID } from '../support/samples.ts'
import { type ConformanceTarget, useTwoStores } from '../support/target.ts'
import { begin, seqOf, textOf, types, WAIT, watch } from './watcher.ts'

export function resumedWatchTests(target: ConformanceTarget): void {
  describe('a watch of a conversation, from its beginning or resumed', () => {
    const { newClient, twoClients } = useTwoStores(target)

    it('tells of what was removed while it was away, once', async () => {
      const client = twoClients()
      const { id } = await startWithMessages(client(0), 4)
      await using first = watch(client(0), id)
      await expect.poll(first.events, WAIT).toHaveLength(1)
      const lastEventId = first.lastId()
      await client(0).truncate(id, { afterSeq: 2 })
      await client(0).append(id, { messages: texts(5, 'new') })
      await client(0).redact(id, 1)
      await client(0).redact(id, 7)
      await using second = watch(client(1), id, lastEventId)
      const told = () =>
        second.events().flatMap((event) => (event.type === 'conversation' ? [] : [event]))
      await expect.poll(() => told().filter((event) => seqOf(event)), WAIT).toHaveLength(6)
      expect(told()).toMatchObject([
        { type: 'removed', afterSeq: 2 },
        { message: { seq: 1, content: { type: 'redacted' } } },
        { message: { seq: 3, content: { text: 'new 1' } } },
        {},
        {},
        {},
        { message: { seq: 7, content: { type: 'redacted' } } },
      ])
      await using third = watch(client(1), id, second.lastId())
      await client(0).append(id, { messages: texts(1, 'last') })
      await expect
        .poll(() => third.events().flatMap((event) => seqOf(event) ?? []), WAIT)
        .toStrictEqual([8])
      expect(types(third.events())).not.toContain('removed')
    })

    it('is one that reads again where too much was removed while it was away', async () => {
      const client = twoClients()
      const { id } = await startWithMessages(client(0), 50)
      await using first = watch(client(0), id)
      await expect.poll(first.events, WAIT).toHaveLength(1)
      for (let seq = 1; seq <= 40; seq++) await client(0).redact(id, seq)
      await using second = watch(client(1), id, first.seen[0]?.id)
      await expect.poll(() => types(second.events()), WAIT).toStrictEqual(['reset', 'conversation'])
    })

    it('begins with what was said so far, in one delta', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      const lease = await begin(mine, id)
      for (const [offset, word] of ['a', 'b', 'c'].entries()) {
        await lease.write([{ type: 'text', offset, text: word }])
      }
      await using watcher = watch(mine, id)
      await expect.poll(watcher.events, WAIT).toHaveLength(3)
      expect(watcher.events()).toMatchObject([
        { type: 'conversation', conversation: { messageCount: 1 } },
        { type: 'run', run: { status: 'running' } },
        { type: 'delta', offset: 0, text: 'abc' },
      ])
    })

    it('begins with how the newest run ended, and resumes behind it without it', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      const lease = await begin(mine, id)
      await lease.write([{ type: 'text', offset: 0, text: 'void' }])
      await lease.finish({ status: 'failed', reason: 'AGENT_FAILED', messages: [] })
      await using watcher = watch(mine, id)
      await expect.poll(watcher.events, WAIT).toHaveLength(2)
      expect(watcher.events()).toMatchObject([
        { type: 'conversation' },
        { type: 'run', run: { status: 'failed', reason: 'AGENT_FAILED' } },
      ])
      await using resumed = watch(mine, id, watcher.lastId())
      await mine.append(id, { messages: [text('next')] })
      await expect
        .poll(() => types(resumed.events()), WAIT)
        .toStrictEqual(['message', 'conversation'])
      const all = ['conversation', 'run', 'message', 'conversation']
      await expect.poll(() => types(watcher.events()), WAIT).toStrictEqual(all)
    })

    it('resumes behind any event with exactly what followed it', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      await using first = watch(mine, id)
      await expect.poll(first.events, WAIT).toHaveLength(1)
      for (const words of ['one', 'two']) {
        const lease = await begin(mine, id)
        for (const [offset, letter] of [...words].entries()) {
          await lease.write([{ type: 'text', offset, text: letter }])
          await expect.poll(() => textOf(first.events()).endsWith(letter), WAIT).toBe(true)
        }
        await lease.finish({ status: 'completed', messages: [text(words)] })
        await expect.poll(() => first.events().at(-1)?.type, WAIT).toBe('run')
      }
      const { seen } = first
      const messagesOf = (events: ConversationEvent[]) =>
        events.flatMap((event) => (event.type === 'message' ? [event.message.seq] : []))
      for (const [index, { id: lastEventId }] of seen.entries()) {
        const rest = seen.slice(index + 1).map(({ event }) => event)
        if (rest.length === 0) continue
        await using again = watch(mine, id, lastEventId)
        await expect.poll(() => again.events().at(-1), WAIT).toStrictEqual(rest.at(-1))
        const events = again.events()
        expect(types(events)).not.toContain('reset')
        expect(messagesOf(events)).toStrictEqual(messagesOf(rest))
        const runs = (of: ConversationEvent[]) =>
          of.flatMap((event) => (event.type === 'run' ? [event.run.status] : []))
        // A run that began and ended while the watch was away is told of by its messages alone.
        expect(runs(rest).slice(-runs(events).length)).toStrictEqual(runs(events))
        // Of the run before the newest the pieces are gone; its messages tell all of it.
        const newestRun = rest.slice(rest.findLastIndex(({ type }) => type === 'message'))
        expect(textOf(events).endsWith(textOf(newestRun))).toBe(true)
      }
    })

    it('tells that a run begins anew', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      const lease = await begin(mine, id)
      await lease.write([{ type: 'text', offset: 0, text: 'void' }])
      await using watcher = watch(mine, id)
      await expect.poll(() => textOf(watcher.events()), WAIT).toBe('void')
      await lease.giveBack()
      const taken = await mine.runs(id).takeOver('restart')
      await taken?.write([{ type: 'text', offset: 0, text: 'anew' }])
      await expect.poll(() => textOf(watcher.events()), WAIT).toBe('voidanew')
      expect(watcher.events().slice(-2)).toMatchObject([
        { type: 'restarted', attempt: 2 },
        { type: 'delta', attempt: 2, offset: 0, text: 'anew' },
      ])
    })

    it('is told to read again by an id that is none, or of more than there is', async () => {
      const mine = newClient()
      const [one, other] = [(await mine.start()).conversation, (await mine.start()).conversation]
      await mine.append(one.id, { messages: [text('a'), text('b')] })
      await using ahead = watch(mine, one.id)
      await expect.poll(ahead.events, WAIT).toHaveLength(1)
      for (const id of ['', 'x', '1.2.3', 'z'.repeat(500), ahead.lastId()]) {
        await using watcher = watch(mine, other.id, id)
        await expect.poll(watcher.events, WAIT).toHaveLength(2)
        expect(types(watcher.events())).toStrictEqual(['reset', 'conversation'])
      }
    })

    it('ends when the conversation is deleted, and never begins for one that is not there', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      await using watcher = watch(mine, id)
      await expect.poll(watcher.events, WAIT).toHaveLength(1)
      await mine.delete(id)
      await expect(watcher.ended).rejects.toStrictEqual(new ConversationNotFoundError())
      await using unknown = watch(mine, UNKNOWN_ID)
      await expect(unknown.ended).rejects.toStrictEqual(new ConversationNotFoundError())
    })
  })
}
