import { describe, expect, it } from 'vitest'
import { type ConformanceTarget, useTwoStores } from '../support/target.ts'
import { leaseOf, reply, said, startRun } from './started-run.ts'

export function takeoverTests(target: ConformanceTarget): void {
  describe('runs, stopped and taken over,', () => {
    const { newClient, twoClients } = useTwoStores(target)

    it('are stopped from anywhere: their server learns it with its next write', async () => {
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
      const { runs, lease } = await startRun(newClient())
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
      const { runs, lease } = await startRun(newClient())
      await lease.write([said(0, 'so far')])
      await lease.giveBack()
      expect(await runs.stop()).toStrictEqual({ orphaned: true })
      const taken = leaseOf(await runs.takeOver('restart'))
      expect(taken.said).toStrictEqual([said(0, 'so far')])
      expect(await taken.write([])).toBe('stop')
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
