import { describe, expect, it } from 'vitest'
import { ConversationNotFoundError, RunInProgressError } from '../../../src/errors.ts'
import { text } from '../support/samples.ts'
import { type ConformanceTarget, useTwoStores } from '../support/target.ts'
import { HELLO, reply, said, startRun } from './started-run.ts'

export function runsTests(target: ConformanceTarget): void {
  describe('runs', () => {
    const { newClient } = useTwoStores(target)

    it('begin with the message that they work on', async () => {
      const { begun, runs, lease } = await startRun(newClient())
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
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      expect(await mine.runs(id).newest()).toBeNull()
      expect(await mine.runs(id).stop()).toBeNull()
      expect(await mine.runs(id).takeOver('restart')).toBeNull()
    })

    it('begin once: a repeat returns the message and its run', async () => {
      const { begun, runs, lease } = await startRun(newClient())
      const repeat = await runs.begin({ content: HELLO, idempotencyKey: 'k' })
      expect(repeat).toMatchObject({ message: begun.message, run: begun.run, replayed: true })
      await lease.finish({ status: 'completed', messages: [] })
      const later = await runs.begin({ content: HELLO, idempotencyKey: 'k' })
      expect(later).toMatchObject({ message: begun.message, replayed: true, lease: null })
      expect(later.run?.status).toBe('completed')
    })

    it('are one at a time', async () => {
      const { runs, lease } = await startRun(newClient())
      await expect(runs.begin({ content: HELLO })).rejects.toStrictEqual(new RunInProgressError())
      await lease.finish({ status: 'completed', messages: [] })
      expect((await runs.begin({ content: HELLO })).message.seq).toBe(2)
    })

    it('store pieces in the order of their writes, which need not wait for each other', async () => {
      const { runs, lease } = await startRun(newClient())
      const pieces = [
        said(0, 'You '),
        said(4, 'said '),
        said(9, 'this '),
        said(14, 'and '),
        said(18, 'that'),
      ]
      const states = await Promise.all(pieces.map((piece) => lease.write([piece])))
      expect(new Set(states)).toEqual(new Set(['written']))
      await lease.giveBack()
      expect((await runs.takeOver('keep'))?.said).toStrictEqual(pieces)
    })

    it('end behind the writes that were called before', async () => {
      const { lease } = await startRun(newClient())
      const writes = [0, 1, 2].map((at) => lease.write([said(at, '.')]))
      const finished = await lease.finish({ status: 'completed', messages: [reply('...')] })
      expect(await Promise.all(writes)).toEqual(['written', 'written', 'written'])
      expect(finished?.run.status).toBe('completed')
    })

    it('end with the messages that are stored by the same change', async () => {
      const mine = newClient()
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
      const mine = newClient()
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

    it('end once: a later write finds them lost', async () => {
      const { lease } = await startRun(newClient())
      expect(
        await lease.finish({ status: 'failed', reason: 'AGENT_FAILED', messages: [] }),
      ).toMatchObject({ run: { status: 'failed', reason: 'AGENT_FAILED' }, messages: [] })
      expect(await lease.write([said(0, 'late')])).toBe('lost')
      expect(await lease.finish({ status: 'completed', messages: [] })).toBeNull()
      expect(await lease.finish({ status: 'completed', messages: [reply('late')] })).toBeNull()
    })

    it('store their replies in a conversation that was completed meanwhile', async () => {
      const mine = newClient()
      const { id, lease } = await startRun(mine)
      await mine.setStatus(id, 'completed')
      expect(await lease.finish({ status: 'completed', messages: [reply('late')] })).not.toBeNull()
      expect((await mine.list({ status: 'completed' })).items).toMatchObject([{ messageCount: 2 }])
      expect((await mine.list()).items).toMatchObject([{ messageCount: 2 }])
    })

    it('are lost with their conversation', async () => {
      const mine = newClient()
      const { id, runs, lease } = await startRun(mine)
      await mine.delete(id)
      expect(await lease.write([said(0, 'late')])).toBe('lost')
      expect(await lease.finish({ status: 'completed', messages: [] })).toBeNull()
      await expect(
        lease.finish({ status: 'completed', messages: [reply('a')] }),
      ).rejects.toStrictEqual(new ConversationNotFoundError())
      await expect(runs.newest()).rejects.toStrictEqual(new ConversationNotFoundError())
    })

    it('leave a conversation that can be written to without one', async () => {
      const mine = newClient()
      const { id } = await startRun(mine)
      expect((await mine.append(id, { messages: [text('beside')] })).messages[0]?.seq).toBe(2)
    })
  })
}
