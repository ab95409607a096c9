import { type Opened, startClient } from '../client/client-process.ts'
import type { Cell } from '../measure/cell.ts'
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
    const cells: Cell[] = []
    for (const contestant of contestants) {
      const opened = await use(await startClient(contestant)).open()
      cells.push(...(await changeCells(opened, plan)))
    }
    return measureInRounds(cells, plan, progress)
  })

async function changeCells(opened: Opened, plan: Plan): Promise<Cell[]> {
  const cells: Cell[] = []
  for (const { job, operation } of CHANGES) {
    if (!opened.can(operation)) continue
    cells.push({
      job,
      size: 0,
      variant: '',
      contestant: opened.contestant,
      redis: opened.redis,
      load: { callers: CONCURRENCY.change, calls: plan.appendsPerRound, ms: plan.roundMs },
      ...(await opened.load(operation, 0, plan)),
    })
  }
  return cells
}
