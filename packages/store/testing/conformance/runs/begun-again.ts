import type { NewMessage } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import { type ConformanceTarget, useStore } from '../support/target.ts'
import { HELLO, leaseOf, reply, said, startRun } from './started-run.ts'

export function runsAgainTests(target: ConformanceTarget): void {
  describe('a run that failed, and is begun again', () => {
    const { newClient } = useStore(target)

    async function failedRun(messages: NewMessage[]) {
      const mine = newClient()
      const { id, runs, lease } = await startRun(mine)
      await lease.write([said(0, 'half')])
      await lease.finish({ status: 'failed', reason: 'AGENT_FAILED', messages })
      return { mine, id, runs }
    }

    it('stores its messages, also where those of its first attempt were removed', async () => {
      const { mine, id, runs } = await failedRun([reply('half')])
      await mine.truncate(id, { afterSeq: 1 })
      const again = leaseOf(await runs.takeOver('again'))
      const finished = await again.finish({ status: 'completed', messages: [reply('whole')] })
      expect(finished?.messages).toMatchObject([reply('whole')])
      const { items } = await mine.messages(id)
      expect(items).toMatchObject([{ content: HELLO }, reply('whole')])
    })

    it('is told of as one that begins, and not of its first attempt', async () => {
      const { runs } = await failedRun([])
      const events = runs.watch({ signal: AbortSignal.timeout(10_000) })[Symbol.asyncIterator]()
      const next = async () => (await events.next()).value?.event
      expect(await next()).toMatchObject({ type: 'conversation' })
      expect(await next()).toMatchObject({ type: 'run', run: { status: 'failed', attempt: 1 } })
      const told = next()
      const again = leaseOf(await runs.takeOver('again'))
      await again.write([said(0, 'whole')])
      expect(await told).toMatchObject({ type: 'run', run: { status: 'running', attempt: 2 } })
      expect(await next()).toMatchObject({ type: 'delta', attempt: 2, offset: 0, text: 'whole' })
      await events.return?.()
    })
  })
}
