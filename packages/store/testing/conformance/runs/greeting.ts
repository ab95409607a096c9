import { describe, expect, it } from 'vitest'
import type { RunEnd } from '../../../src/conversation-runs.ts'
import type { OwnerConversations } from '../../../src/conversation-store.ts'
import { MessageNotFoundError, RunInProgressError } from '../../../src/errors.ts'
import { type ConformanceTarget, useTwoStores } from '../support/target.ts'
import { HELLO, leaseOf, reply, said } from './started-run.ts'
import { textOf, types, WAIT, watch } from './watcher.ts'

const INPUT = { title: 'Mine', idempotencyKey: 'k', greets: true }
const WELCOME: RunEnd = { status: 'completed', messages: [reply('Welcome')] }

export function greetingTests(target: ConformanceTarget): void {
  describe('a greeting', () => {
    const { newClient, twoClients } = useTwoStores(target)

    it('is a run that begins with its conversation', async () => {
      const mine = newClient()
      const { conversation, greeting } = await mine.start(INPUT)
      expect(conversation).toMatchObject({ messageCount: 0, revision: 1 })
      expect(greeting).toMatchObject({ orphaned: false })
      expect(greeting?.run).toStrictEqual({
        id: conversation.id,
        status: 'running',
        attempt: 1,
        startedAt: conversation.createdAt,
        endedAt: null,
      })
      expect(leaseOf(greeting?.lease ?? null).run).toStrictEqual(greeting?.run)
      expect(await mine.runs(conversation.id).newest()).toStrictEqual(greeting?.run)
    })

    it('is none where no agent speaks first, nor for a repeat where one does by now', async () => {
      const mine = newClient()
      const { conversation, greeting } = await mine.start({ ...INPUT, greets: false })
      expect(greeting).toBeNull()
      expect(await mine.start(INPUT)).toMatchObject({ greeting: null, replayed: true })
      expect(await mine.runs(conversation.id).newest()).toBeNull()
    })

    it('begins once, however often and wherever the start is repeated', async () => {
      const client = twoClients()
      const starts = await Promise.all(
        Array.from({ length: 10 }, (_, index) => client(index).start(INPUT)),
      )
      expect(starts.filter(({ replayed }) => !replayed)).toHaveLength(1)
      const runs = starts.map(({ greeting }) => JSON.stringify(greeting?.run))
      expect(new Set(runs).size).toBe(1)
      expect((await client(0).list()).items).toHaveLength(1)
    })

    it('is stored as what other runs say, and watched like them', async () => {
      const client = twoClients()
      const { id, lease } = await greeted(client(0))
      await using watcher = watch(client(1), id)
      await lease.write([said(0, 'Wel'), said(3, 'come')])
      await expect.poll(() => textOf(watcher.events()), WAIT).toBe('Welcome')
      const finished = await lease.finish(WELCOME)
      expect(finished).toMatchObject({ run: { id, status: 'completed' }, messages: [{ seq: 1 }] })
      const isOver = () => types(watcher.events()).filter((type) => type === 'run').length === 2
      await expect.poll(isOver, WAIT).toBe(true)
      const { items } = await client(1).messages(id)
      expect(items).toStrictEqual(finished?.messages)
      expect(watcher.events()).toContainEqual({ type: 'message', message: items[0] })
      expect(await client(1).start(INPUT)).toMatchObject({
        replayed: true,
        greeting: { run: { status: 'completed' }, lease: null, orphaned: false },
      })
    })

    it('is one of the runs of which there is one at a time', async () => {
      const mine = newClient()
      const { id, lease } = await greeted(mine)
      const runs = mine.runs(id)
      await expect(runs.begin({ content: HELLO })).rejects.toStrictEqual(new RunInProgressError())
      await expect(mine.truncate(id, { afterSeq: 0 })).rejects.toStrictEqual(
        new RunInProgressError(),
      )
      await lease.finish(WELCOME)
      await expect(runs.regenerate()).rejects.toStrictEqual(new MessageNotFoundError())
      expect((await runs.begin({ content: HELLO })).message.seq).toBe(2)
      expect(await mine.start(INPUT)).toMatchObject({ replayed: true, greeting: null })
    })

    it('that is orphaned says so to a repeat, and is taken over in a mode of its own', async () => {
      const client = twoClients()
      const { id, lease } = await greeted(client(0))
      await lease.write([said(0, 'void')])
      await lease.giveBack()
      expect(await client(1).start(INPUT)).toMatchObject({ greeting: { orphaned: true } })
      const taken = leaseOf(await client(1).runs(id).takeOver('keep', 'restart'))
      expect(taken).toMatchObject({ run: { id, attempt: 2 }, said: [] })
      expect(await lease.finish(WELCOME)).toBeNull()
      expect(await taken.finish(WELCOME)).not.toBeNull()
      expect((await client(0).messages(id)).items).toHaveLength(1)
    })

    it('is lost with its conversation', async () => {
      const mine = newClient()
      const { id, lease } = await greeted(mine)
      await mine.delete(id)
      expect(await lease.write([said(0, 'late')])).toBe('lost')
      expect((await mine.list()).items).toStrictEqual([])
    })

    it('is not begun again by a truncation', async () => {
      const mine = newClient()
      const { id, lease } = await greeted(mine)
      await lease.finish(WELCOME)
      await mine.truncate(id, { afterSeq: 0 })
      expect(await mine.start(INPUT)).toMatchObject({ greeting: { run: { status: 'completed' } } })
      expect((await mine.runs(id).begin({ content: HELLO })).message.seq).toBe(1)
    })
  })

  describe('what an agent’s platform reports', () => {
    const { newClient, twoClients } = useTwoStores(target)

    it('is stored by who holds the run, and a title fills an empty one only', async () => {
      const mine = newClient()
      const { conversation, greeting } = await mine.start({ greets: true })
      const { id } = conversation
      const lease = leaseOf(greeting?.lease ?? null)
      const facts = { externalId: 'e-1', sdkConversationRef: 'r-1', metadata: { a: 1 } }
      expect(await lease.learn({ ...facts, title: 'First' })).toBe('learnt')
      expect(await lease.learn({ title: 'Second' })).toBe('learnt')
      expect(await mine.get(id)).toMatchObject({ ...facts, title: 'First' })
      expect((await mine.findByExternalId('e-1')).id).toBe(id)
    })

    it('is lost with the run: nothing that was reported since is replaced', async () => {
      const client = twoClients()
      const { id, lease } = await greeted(client(0))
      await lease.giveBack()
      const taken = leaseOf(await client(1).runs(id).takeOver('restart'))
      expect(await taken.learn({ externalId: 'newer' })).toBe('learnt')
      expect(await lease.learn({ externalId: 'older' })).toBe('lost')
      await taken.finish(WELCOME)
      expect(await taken.learn({ externalId: 'older' })).toBe('lost')
      expect((await client(0).get(id)).externalId).toBe('newer')
    })
  })
}

async function greeted(mine: OwnerConversations) {
  const { conversation, greeting } = await mine.start(INPUT)
  return { id: conversation.id, lease: leaseOf(greeting?.lease ?? null) }
}
