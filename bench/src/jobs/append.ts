import { type Opened, startClient } from '../client/client-process.ts'
import type { Cell } from '../measure/cell.ts'
import { measureInRounds } from '../measure/rounds.ts'
import { CONCURRENCY, type Plan } from '../plan.ts'
import { using } from '../process/using.ts'
import type { Job } from './job.ts'

export const append: Job = ({ plan, contestants, progress }) =>
  using(async (use) => {
    const cells: Cell[] = []
    for (const contestant of contestants) {
      const opened = await use(await startClient(contestant)).open()
      if (!opened.can('append')) continue
      for (const size of plan.histories) {
        progress(`append: loading ${contestant.name}, ${size}`)
        cells.push(await appendCell(opened, size, plan))
      }
    }
    return measureInRounds(cells, plan, progress)
  })

export async function appendCell(opened: Opened, size: number, plan: Plan): Promise<Cell> {
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
