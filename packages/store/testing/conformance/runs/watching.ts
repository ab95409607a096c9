import { describe, expect, it } from 'vitest'
import { ConversationNotFoundError } from '../../../src/errors.ts'
import { startWithMessages, text, texts } from '../support/samples.ts'
import { type ConformanceTarget, useTwoStores } from '../support/target.ts'
import { begin, seqOf, textOf, types, WAIT, watch } from './watcher.ts'

export function watchingTests(target: ConformanceTarget): void {
  describe('a watch of a conversation', () => {
    const { newClient, twoClients } = useTwoStores(target)

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

    it('tells of a reply that is written again', async () => {
      const client = twoClients()
      const { id } = (await client(0).start()).conversation
      const lease = await begin(client(0), id)
      await lease.finish({ status: 'completed', messages: [text('first', 'assistant')] })
      await using watcher = watch(client(1), id)
      await expect.poll(watcher.events, WAIT).toHaveLength(2)
      const again = await client(0).runs(id).regenerate()
      await again.lease?.write([{ type: 'text', offset: 0, text: 'second' }])
      await expect.poll(() => textOf(watcher.events()), WAIT).toBe('second')
      await again.lease?.finish({ status: 'completed', messages: [text('second', 'assistant')] })
      await expect
        .poll(() => types(watcher.events()).filter((type) => type === 'run'), WAIT)
        .toHaveLength(3)
      expect(types(watcher.events().filter(({ type }) => type !== 'conversation'))).toStrictEqual([
        'run',
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

    it('of another owner is of a conversation that is not there', async () => {
      const { id } = (await newClient().start()).conversation
      await using watcher = watch(newClient(), id)
      await expect(watcher.ended).rejects.toStrictEqual(new ConversationNotFoundError())
    })

    it('reads a long history in pages, each message once', async () => {
      const mine = newClient()
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
}
