import type { NewMessage } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import type { RunLease } from '../../src/conversation-runs.ts'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { ConversationNotFoundError, RunInProgressError } from '../../src/errors.ts'
import { text } from './samples.ts'
import { type ConformanceTarget, useTwoStores } from './target.ts'

const HELLO = { type: 'text', text: 'Hello' } as const
const reply = (words: string): NewMessage => ({
  role: 'assistant',
  content: { type: 'text', text: words },
})
const said = (offset: number, words: string) => ({ type: 'text', offset, text: words }) as const

/** A conversation with a run, and its lease. */
async function startRun(mine: OwnerConversations) {
  const { id } = (await mine.start()).conversation
  const begun = await mine.runs(id).begin({ content: HELLO, idempotencyKey: 'k' })
  return { id, begun, runs: mine.runs(id), lease: leaseOf(begun.lease) }
}

function leaseOf(lease: RunLease | null): RunLease {
  if (lease === null) throw new Error('there is no lease')
  return lease
}

export function runsTests(target: ConformanceTarget): void {
  describe('runs', () => {
    const { someone, twoClients } = useTwoStores(target)

    it('begin with the message that they work on', async () => {
      const { begun, runs, lease } = await startRun(someone())
      expect(begun).toMatchObject({
        replayed: false,
        message: { seq: 1, role: 'user', content: HELLO },
        conversation: { messageCount: 1, lastMessagePreview: 'Hello' },
      })
      expect(lease.run).toStrictEqual({
        id: begun.message.id,
        status: 'running',
        attempt: 1,
        startedAt: begun.message.createdAt,
        endedAt: null,
      })
      expect(await runs.newest()).toStrictEqual(lease.run)
    })

    it('are none in a conversation that never had one', async () => {
      const mine = someone()
      const { id } = (await mine.start()).conversation
      expect(await mine.runs(id).newest()).toBeNull()
      expect(await mine.runs(id).stop()).toBeNull()
      expect(await mine.runs(id).takeOver('restart')).toBeNull()
    })

    it('begin once: a repeat returns the message and its run', async () => {
      const { begun, runs, lease } = await startRun(someone())
      const repeat = await runs.begin({ content: HELLO, idempotencyKey: 'k' })
      expect(repeat).toMatchObject({ message: begun.message, run: begun.run, replayed: true })
      await lease.finish({ status: 'completed', messages: [] })
      const later = await runs.begin({ content: HELLO, idempotencyKey: 'k' })
      expect(later).toMatchObject({ message: begun.message, replayed: true, lease: null })
      expect(later.run?.status).toBe('completed')
    })

    it('are one at a time', async () => {
      const { runs, lease } = await startRun(someone())
      await expect(runs.begin({ content: HELLO })).rejects.toStrictEqual(new RunInProgressError())
      await lease.finish({ status: 'completed', messages: [] })
      expect((await runs.begin({ content: HELLO })).message.seq).toBe(2)
    })

    it('end with the messages that are stored by the same change', async () => {
      const mine = someone()
      const { id, begun, runs, lease } = await startRun(mine)
      expect(await lease.write([said(0, 'You '), said(4, 'said')])).toBe('written')
      const finished = await lease.finish({
        status: 'completed',
        messages: [reply('You said'), reply('Hello')],
      })
      expect(finished?.run).toMatchObject({ id: begun.message.id, status: 'completed', attempt: 1 })
      expect(finished?.run.endedAt).toBe(finished?.messages[0]?.createdAt)
      expect(finished?.messages.map(({ seq }) => seq)).toStrictEqual([2, 3])
      const { items } = await mine.messages(id)
      expect(items).toStrictEqual([begun.message, ...(finished?.messages ?? [])])
      expect(await runs.newest()).toStrictEqual(finished?.run)
      expect(await mine.get(id)).toMatchObject({ messageCount: 3, lastMessagePreview: 'Hello' })
    })

    it('end with as many messages as an agent says, at most 500, and a repeat of the send is one', async () => {
      const mine = someone()
      const { id, begun, runs, lease } = await startRun(mine)
      const messages = Array.from({ length: 500 }, (_, n) => reply(`part ${n}`))
      const finished = await lease.finish({ status: 'completed', messages })
      expect(finished?.messages).toHaveLength(500)
      expect(await mine.get(id)).toMatchObject({
        messageCount: 501,
        lastMessagePreview: 'part 499',
      })
      const repeat = await runs.begin({ content: HELLO, idempotencyKey: 'k' })
      expect(repeat).toMatchObject({ message: begun.message, replayed: true, lease: null })
      await expect(
        lease.finish({ status: 'completed', messages: [...messages, reply('one more')] }),
      ).rejects.toMatchObject({ reason: 'INVALID_INPUT' })
    })

    it('end once: whoever writes later has lost them', async () => {
      const { lease } = await startRun(someone())
      expect(
        await lease.finish({ status: 'failed', reason: 'AGENT_FAILED', messages: [] }),
      ).toMatchObject({ run: { status: 'failed', reason: 'AGENT_FAILED' }, messages: [] })
      expect(await lease.write([said(0, 'late')])).toBe('lost')
      expect(await lease.finish({ status: 'completed', messages: [] })).toBeNull()
      expect(await lease.finish({ status: 'completed', messages: [reply('late')] })).toBeNull()
    })

    it('store their replies in a conversation that was completed meanwhile', async () => {
      const mine = someone()
      const { id, lease } = await startRun(mine)
      await mine.setStatus(id, 'completed')
      expect(await lease.finish({ status: 'completed', messages: [reply('late')] })).not.toBeNull()
      expect((await mine.list({ status: 'completed' })).items).toMatchObject([{ messageCount: 2 }])
      expect((await mine.list()).items).toMatchObject([{ messageCount: 2 }])
    })

    it('are lost with their conversation', async () => {
      const mine = someone()
      const { id, runs, lease } = await startRun(mine)
      await mine.delete(id)
      expect(await lease.write([said(0, 'late')])).toBe('lost')
      expect(await lease.finish({ status: 'completed', messages: [] })).toBeNull()
      await expect(
        lease.finish({ status: 'completed', messages: [reply('a')] }),
      ).rejects.toStrictEqual(new ConversationNotFoundError())
      await expect(runs.newest()).rejects.toStrictEqual(new ConversationNotFoundError())
    })

    it('are stopped from anywhere: whoever works on one learns it with the next write', async () => {
      const client = twoClients()
      const { id, lease } = await startRun(client(0))
      expect(await client(1).runs(id).stop()).toStrictEqual({ orphaned: false })
      expect(await client(1).runs(id).stop()).toStrictEqual({ orphaned: false })
      expect(await lease.write([said(0, 'so far')])).toBe('stop')
      expect(await lease.finish({ status: 'stopped', messages: [reply('so far')] })).not.toBeNull()
      expect(await client(1).runs(id).stop()).toBeNull()
    })

    it('are not taken over while their lease is held', async () => {
      const client = twoClients()
      const { id, lease } = await startRun(client(0))
      expect(await client(1).runs(id).takeOver('restart')).toBeNull()
      expect(await lease.write([])).toBe('written')
    })

    it('are taken over once given back, and their former holder writes nothing more', async () => {
      const client = twoClients()
      const { id, begun, lease } = await startRun(client(0))
      await lease.write([said(0, 'void')])
      await lease.giveBack()
      const other = client(1).runs(id)
      const taken = leaseOf(await other.takeOver('restart'))
      expect(taken.run).toStrictEqual({ ...lease.run, attempt: 2 })
      expect(taken.said).toStrictEqual([])
      expect(await lease.write([said(0, 'late')])).toBe('lost')
      expect(await lease.finish({ status: 'completed', messages: [reply('late')] })).toBeNull()
      await lease.giveBack()
      expect(await other.takeOver('restart')).toBeNull()
      await taken.write([said(0, 'once')])
      await taken.finish({ status: 'completed', messages: [reply('once')] })
      const { items } = await client(0).messages(id)
      expect(items.map(({ content }) => content)).toMatchObject([
        begun.message.content,
        { text: 'once' },
      ])
    })

    it('are taken over with what was said where the agent is not asked again', async () => {
      const { runs, lease } = await startRun(someone())
      const card = { role: 'assistant', content: { type: 'card', card: { a: 1 } } } as const
      const pieces = [
        { type: 'status', text: 'Searching...' },
        said(0, 'one\n'),
        { type: 'message', message: card },
        said(4, 'two'),
      ] as const
      await lease.write(pieces.slice(0, 1))
      await lease.write(pieces.slice(1))
      await lease.giveBack()
      const taken = leaseOf(await runs.takeOver('keep'))
      expect(taken.said).toStrictEqual(pieces)
      expect(taken.run.attempt).toBe(1)
    })

    it('that were asked to stop are not begun again by who takes them over', async () => {
      const { runs, lease } = await startRun(someone())
      await lease.write([said(0, 'so far')])
      await lease.giveBack()
      expect(await runs.stop()).toStrictEqual({ orphaned: true })
      const taken = leaseOf(await runs.takeOver('restart'))
      expect(taken.said).toStrictEqual([said(0, 'so far')])
      expect(await taken.write([])).toBe('stop')
    })

    it('leave a conversation that can be written to without one', async () => {
      const mine = someone()
      const { id } = await startRun(mine)
      expect((await mine.append(id, { messages: [text('beside')] })).messages[0]?.seq).toBe(2)
    })

    it('are taken over by one of many that try', async () => {
      const client = twoClients()
      const { id, lease } = await startRun(client(0))
      await lease.giveBack()
      const tries = Array.from({ length: 10 }, (_, n) => client(n).runs(id).takeOver('restart'))
      expect((await Promise.all(tries)).filter((taken) => taken !== null)).toHaveLength(1)
    })
  })
}
