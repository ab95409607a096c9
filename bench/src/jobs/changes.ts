import { type Opened, startClient } from '../client/client-process.ts'
import type { BenchmarkCase } from '../measure/benchmark-case.ts'
import { measureInRounds } from '../measure/rounds.ts'
import { CONCURRENCY, type Plan } from '../plan.ts'
import { using } from '../process/using.ts'
import type { Job } from './job.ts'

const CHANGES = [
  { job: 'start', operation: 'start' },
  { job: 'set status', operation: 'setStatus' },
] as const

/** Start a conversation; change the status of one. */
export const changes: Job = ({ plan, contestants, progress }) =>
  using(async (use) => {
    const cases: BenchmarkCase[] = []
    for (const contestant of contestants) {
      const opened = await use(await startClient(contestant)).open()
      cases.push(...(await changeCases(opened, plan)))
    }
    return measureInRounds(cases, plan, progress)
  })

async function changeCases(opened: Opened, plan: Plan): Promise<BenchmarkCase[]> {
  const cases: BenchmarkCase[] = []
  for (const { job, operation } of CHANGES) {
    if (!opened.can(operation)) continue
    cases.push({
      job,
      size: 0,
      variant: '',
      contestant: opened.contestant,
      redis: opened.redis,
      load: { callers: CONCURRENCY.change, calls: plan.appendsPerRound, ms: plan.roundMs },
      ...(await opened.load(operation, 0, plan)),
    })
  }
  return cases
}
