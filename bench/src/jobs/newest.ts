import { type Opened, startClient } from '../client/client-process.ts'
import type { Cell } from '../measure/cell.ts'
import { measureInRounds } from '../measure/rounds.ts'
import { CONCURRENCY, type Plan } from '../plan.ts'
import { using } from '../process/using.ts'
import type { Job } from './job.ts'

export const newest: Job = ({ plan, contestants, progress }) =>
  using(async (use) => {
    const cells: Cell[] = []
    for (const contestant of contestants) {
      const opened = await use(await startClient(contestant)).open()
      if (!opened.can('newest')) continue
      for (const size of plan.readHistories) {
        progress(`last 20: loading ${contestant.name}, ${size}`)
        cells.push(await newestCell(opened, size, plan))
      }
    }
    return measureInRounds(cells, plan, progress)
  })

export async function newestCell(opened: Opened, size: number, plan: Plan): Promise<Cell> {
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
