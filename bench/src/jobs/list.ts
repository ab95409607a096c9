import { type Opened, startClient } from '../client/client-process.ts'
import type { BenchmarkCase } from '../measure/benchmark-case.ts'
import { measureInRounds } from '../measure/rounds.ts'
import { CONCURRENCY, type Plan } from '../plan.ts'
import { using } from '../process/using.ts'
import type { Job } from './job.ts'

/** Alone on a Redis, and beside many conversations of other users. */
export const list: Job = ({ plan, contestants, progress }) =>
  using(async (use) => {
    const cases: BenchmarkCase[] = []
    for (const contestant of contestants) {
      const client = use(await startClient(contestant))
      const crowded = await client.open()
      if (!crowded.can('list')) continue
      for (const size of plan.lists) {
        progress(`list 20: loading ${contestant.name}, ${size}`)
        cases.push(await listCase(await client.open(), size, 'alone', plan))
      }
      progress(`list 20: loading ${contestant.name}, ${plan.foreignConversations} foreign ones`)
      const foreign = await crowded.load('foreign', 0, plan)
      await foreign.run({
        callers: CONCURRENCY.change,
        calls: plan.foreignConversations,
        ms: Number.POSITIVE_INFINITY,
      })
      for (const size of plan.lists) cases.push(await listCase(crowded, size, 'crowded', plan))
    }
    return measureInRounds(cases, plan, progress)
  })

async function listCase(
  opened: Opened,
  size: number,
  variant: string,
  plan: Plan,
): Promise<BenchmarkCase> {
  return {
    job: 'list 20',
    size,
    variant,
    contestant: opened.contestant,
    redis: opened.redis,
    load: { callers: CONCURRENCY.read, calls: Number.POSITIVE_INFINITY, ms: plan.roundMs },
    ...(await opened.load('list', size, plan)),
  }
}
