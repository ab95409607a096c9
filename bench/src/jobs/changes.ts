import type { Cell } from '../measure/cell.ts'
import { inProcess } from '../measure/load.ts'
import { type Opened, pick, withServers } from '../measure/opened.ts'
import { measureInRounds } from '../measure/rounds.ts'
import { CONCURRENCY, type Plan } from '../plan.ts'
import { beginAll } from './data.ts'
import type { Job } from './job.ts'

const CONVERSATIONS = 400

/** Start a conversation; change the status of one. */
export const changes: Job = ({ plan, contestants, progress }) =>
  withServers(async (open) => {
    const cells: Cell[] = []
    for (const contestant of contestants) {
      const opened = await open(contestant)
      cells.push(...(await changeCells(opened, plan)))
    }
    return measureInRounds(cells, plan, progress)
  })

async function changeCells({ session, redis, contestant }: Opened, plan: Plan): Promise<Cell[]> {
  const { start, setStatus } = session
  const common = {
    size: 0,
    variant: '',
    contestant: contestant.name,
    redis,
    load: { callers: CONCURRENCY.change, calls: plan.appendsPerRound, ms: plan.roundMs },
  }
  const cells: Cell[] = []
  if (start !== undefined) {
    cells.push({ ...common, job: 'start', ...inProcess((n) => start(`user-${n % 100}`)) })
  }
  if (setStatus !== undefined) {
    const places = await beginAll(session, { count: CONVERSATIONS, size: 1 })
    let changed = 0
    cells.push({
      ...common,
      job: 'set status',
      ...inProcess(() => {
        const { user, id } = pick(places, changed)
        // The other status each time round: one that is there already is no change.
        const status = Math.floor(changed++ / CONVERSATIONS) % 2 === 0 ? 'completed' : 'active'
        return setStatus(user, id, status)
      }),
    })
  }
  return cells
}
