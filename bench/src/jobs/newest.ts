import { type Opened, startClient } from '../client/client-process.ts'
import type { BenchmarkCase } from '../measure/benchmark-case.ts'
import { measureInRounds } from '../measure/rounds.ts'
import { CONCURRENCY, type Plan } from '../plan.ts'
import { using } from '../process/using.ts'
import type { Job } from './job.ts'

export const newest: Job = ({ plan, contestants, progress }) =>
  using(async (use) => {
    const cases: BenchmarkCase[] = []
    for (const contestant of contestants) {
      const opened = await use(await startClient(contestant)).open()
      if (!opened.can('newest')) continue
      for (const size of plan.readHistories) {
        progress(`last 20: loading ${contestant.name}, ${size}`)
        cases.push(await newestCase(opened, size, plan))
      }
    }
    return measureInRounds(cases, plan, progress)
  })

export async function newestCase(opened: Opened, size: number, plan: Plan): Promise<BenchmarkCase> {
  return {
    job: 'last 20',
    size,
    variant: '',
    contestant: opened.contestant,
    redis: opened.redis,
    load: { callers: CONCURRENCY.read, calls: Number.POSITIVE_INFINITY, ms: plan.roundMs },
    ...(await opened.load('newest', size, plan)),
  }
}
