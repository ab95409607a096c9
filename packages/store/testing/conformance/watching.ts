import type { ConversationEvent, OwnerChange, Tracked } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { ConversationNotFoundError } from '../../src/errors.ts'
import { startWithMessages, text, texts, UNKNOWN_ID } from './samples.ts'
import { type ConformanceTarget, useTwoStores } from './target.ts'

/** A watch that collects what it is told. */
function collect<Event>(watch: (signal: AbortSignal) => AsyncIterable<Tracked<Event>>) {
  const controller = new AbortController()
  const seen: Tracked<Event>[] = []
  const ended = (async () => {
    for await (const tracked of watch(controller.signal)) seen.push(tracked)
  })()
  // Looked at by those tests that wait for its end.
  ended.catch(() => undefined)
  return {
    seen,
    ended,
    events: () => seen.map(({ event }) => event),
    lastId: () => seen.at(-1)?.id,
    async [Symbol.asyncDispose]() {
      controller.abort()
      await ended.catch(() => undefined)
    },
  }
}

const watch = (mine: OwnerConversations, id: string, lastEventId?: string) =>
  collect<ConversationEvent>((signal) => mine.runs(id).watch({ lastEventId, signal }))
const watchList = (mine: OwnerConversations, lastEventId?: string) =>
  collect<OwnerChange>((signal) => mine.changes({ lastEventId, signal }))

/** A watch of a list begins by having it read. */
const begun = (watcher: { events(): OwnerChange[] }) =>
  expect.poll(watcher.events, WAIT).toStrictEqual([{ type: 'reset' }])

const WAIT = { timeout: 15_000, interval: 5 }
const HELLO = { type: 'text', text: 'Hello' } as const
const types = (events: { type: string }[]) => events.map(({ type }) => type)
const textOf = (events: ConversationEvent[]) =>
  events.map((event) => (event.type === 'delta' ? event.text : '')).join('')

const seqOf = (event: ConversationEvent) =>
  event.type === 'message' ? event.message.seq : undefined

async function begin(mine: OwnerConversations, id: string) {
  const begun = await mine.runs(id).begin({ content: HELLO })
  if (begun.lease === null) throw new Error('a run that was begun has a lease')
  return begun.lease
}

export function watchingTests(target: ConformanceTarget): void {
  describe('a watch of a conversation', () => {
    const { someone, twoClients } = useTwoStores(target)

    it('tells what was removed, and of the messages that take its place', async () => {
      const client = twoClients()
      const { id } = await startWithMessages(client(0), 3)
      await using watcher = watch(client(1), id)
      await expect.poll(watcher.events, WAIT).toHaveLength(1)
      await client(0).truncate(id, { afterSeq: 1 })
      await expect.poll(watcher.events, WAIT).toContainEqual({ type: 'removed', afterSeq: 1 })
      await client(0).append(id, { messages: texts(3, 'new') })
      await expect
        .poll(() => watcher.events().flatMap((event) => seqOf(event) ?? []), WAIT)
        .toStrictEqual([2, 3, 4])
    })

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

    it('tells of a reply that is written again', async () => {
      const client = twoClients()
      const { id } = (await client(0).start()).conversation
      const lease = await begin(client(0), id)
      await lease.finish({ status: 'completed', messages: [text('first', 'assistant')] })
      await using watcher = watch(client(1), id)
      await expect.poll(watcher.events, WAIT).toHaveLength(1)
      const again = await client(0).runs(id).regenerate()
      await again.lease?.write([{ type: 'text', offset: 0, text: 'second' }])
      await expect.poll(() => textOf(watcher.events()), WAIT).toBe('second')
      await again.lease?.finish({ status: 'completed', messages: [text('second', 'assistant')] })
      await expect
        .poll(() => types(watcher.events()).filter((type) => type === 'run'), WAIT)
        .toHaveLength(2)
      expect(types(watcher.events().filter(({ type }) => type !== 'conversation'))).toStrictEqual([
        'removed',
        'run',
        'delta',
        'message',
        'run',
      ])
    })

    it('tells of a whole run as it happens, whichever server works on it', async () => {
      const client = twoClients()
      const { id } = (await client(0).start()).conversation
      await using watcher = watch(client(1), id)
      await expect.poll(watcher.events, WAIT).toHaveLength(1)
      const lease = await begin(client(0), id)
      await lease.write([{ type: 'text', offset: 0, text: 'You ' }])
      await expect.poll(() => textOf(watcher.events()), WAIT).toBe('You ')
      await lease.write([
        { type: 'status', text: 'Searching...' },
        { type: 'text', offset: 4, text: 'said' },
      ])
      await expect.poll(() => textOf(watcher.events()), WAIT).toBe('You said')
      await lease.finish({
        status: 'completed',
        messages: [{ role: 'assistant', content: { type: 'text', text: 'You said' } }],
      })
      await expect
        .poll(() => types(watcher.events()).filter((type) => type === 'run'), WAIT)
        .toHaveLength(2)
      const events = watcher.events()
      expect(types(events.filter(({ type }) => type !== 'conversation'))).toStrictEqual([
        'message',
        'run',
        'delta',
        'status',
        'delta',
        'message',
        'run',
      ])
      expect(events.at(-1)).toMatchObject({ type: 'run', run: { status: 'completed' } })
      expect(events.filter(({ type }) => type === 'delta')).toMatchObject([
        { offset: 0, attempt: 1 },
        { offset: 4, attempt: 1 },
      ])
    })

    it('begins with what was said so far, in one delta', async () => {
      const mine = someone()
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

    it('resumes behind any event with exactly what followed it', async () => {
      const mine = someone()
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
        // Of the run before the newest the pieces are gone; its messages tell all of it.
        const newestRun = rest.slice(rest.findLastIndex(({ type }) => type === 'message'))
        expect(textOf(events).endsWith(textOf(newestRun))).toBe(true)
      }
    })

    it('tells that a run begins anew', async () => {
      const mine = someone()
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
      const mine = someone()
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
      const mine = someone()
      const { id } = (await mine.start()).conversation
      await using watcher = watch(mine, id)
      await expect.poll(watcher.events, WAIT).toHaveLength(1)
      await mine.delete(id)
      await expect(watcher.ended).rejects.toStrictEqual(new ConversationNotFoundError())
      await using unknown = watch(mine, UNKNOWN_ID)
      await expect(unknown.ended).rejects.toStrictEqual(new ConversationNotFoundError())
    })

    it('of another owner is of a conversation that is not there', async () => {
      const { id } = (await someone().start()).conversation
      await using watcher = watch(someone(), id)
      await expect(watcher.ended).rejects.toStrictEqual(new ConversationNotFoundError())
    })

    it('reads a long history in pages, each message once', async () => {
      const mine = someone()
      const { id } = (await mine.start()).conversation
      await using watcher = watch(mine, id)
      await expect.poll(watcher.events, WAIT).toHaveLength(1)
      for (let n = 0; n < 6; n++) {
        await mine.append(id, {
          messages: Array.from({ length: 50 }, () => text('x'.repeat(9000))),
        })
      }
      const seqs = () =>
        watcher.events().flatMap((event) => (event.type === 'message' ? [event.message.seq] : []))
      await expect.poll(() => seqs().length, WAIT).toBe(300)
      expect(seqs()).toStrictEqual(Array.from({ length: 300 }, (_, index) => index + 1))
    })
  })

  describe('a watch of a list', () => {
    const { someone, twoClients } = useTwoStores(target)

    it('tells of every change, whichever server makes it', async () => {
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

    it('resumes behind any event with every later change', async () => {
      const mine = someone()
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

    it('is told to read again after an erasure, and by an id that is none', async () => {
      const mine = someone()
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

    it('is told nothing of what is said in a run, nor of other owners', async () => {
      const mine = someone()
      await using watcher = watchList(mine)
      await begun(watcher)
      const { id } = (await mine.start()).conversation
      const lease = await begin(mine, id)
      await someone().start()
      await lease.write([{ type: 'text', offset: 0, text: 'a' }])
      await lease.finish({ status: 'completed', messages: [text('a')] })
      await expect
        .poll(() => watcher.events().at(-1), WAIT)
        .toMatchObject({ conversation: { messageCount: 2 } })
      expect(watcher.events().length).toBeLessThanOrEqual(4)
    })
  })
}
