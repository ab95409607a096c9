import { type Opened, startClient } from '../client/client-process.ts'
import type { BenchmarkCase } from '../measure/benchmark-case.ts'
import { measureInRounds } from '../measure/rounds.ts'
import { CONCURRENCY, type Plan } from '../plan.ts'
import { using } from '../process/using.ts'
import type { Job } from './job.ts'

export const append: Job = ({ plan, contestants, progress }) =>
  using(async (use) => {
    const cases: BenchmarkCase[] = []
    for (const contestant of contestants) {
      const opened = await use(await startClient(contestant)).open()
      if (!opened.can('append')) continue
      for (const size of plan.histories) {
        progress(`append: loading ${contestant.name}, ${size}`)
        cases.push(await appendCase(opened, size, plan))
      }
    }
    return measureInRounds(cases, plan, progress)
  })

export async function appendCase(opened: Opened, size: number, plan: Plan): Promise<BenchmarkCase> {
  return {
    job: 'append',
    size,
    variant: '',
    contestant: opened.contestant,
    redis: opened.redis,
    load: { callers: CONCURRENCY.append, calls: plan.appendsPerRound, ms: plan.roundMs },
    ...(await opened.load('append', size, plan)),
  }
}
