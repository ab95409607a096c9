import { PAGE } from '../contestants/contestant.ts'
import type { Cell } from '../measure/cell.ts'
import { inProcess } from '../measure/load.ts'
import { type Opened, pick, withServers } from '../measure/opened.ts'
import { measureInRounds } from '../measure/rounds.ts'
import { CONCURRENCY, type Plan, textOf } from '../plan.ts'
import { beginAll } from './data.ts'
import type { Job } from './job.ts'

/** Load the last 20 messages of a conversation that holds `size` of them. */
export const newest: Job = ({ plan, contestants, progress }) =>
  withServers(async (open) => {
    const cells: Cell[] = []
    for (const contestant of contestants) {
      const opened = await open(contestant)
      if (opened.session.newest === undefined) continue
      for (const size of plan.readHistories) {
        progress(`last 20: loading ${contestant.name}, ${size}`)
        cells.push(await newestCell(opened, size, plan))
      }
    }
    return measureInRounds(cells, plan, progress)
  })

export async function newestCell(opened: Opened, size: number, plan: Plan): Promise<Cell> {
  const { session, redis, contestant } = opened
  const read = session.newest
  if (read === undefined) throw new Error(`${contestant.name} cannot read`)
  const places = await beginAll(session, {
    count: Math.max(1, Math.floor(plan.messagesPerHistory / size)),
    size,
  })
  const { user, id } = pick(places, 0)
  const expected = Array.from({ length: PAGE }, (_, index) => textOf(size - PAGE + index))
  if ((await read(user, id)).join() !== expected.join()) {
    throw new Error(`${contestant.name} does not answer with the newest ${PAGE} messages`)
  }
  return {
    job: 'last 20',
    size,
    variant: '',
    contestant: contestant.name,
    redis,
    load: { callers: CONCURRENCY.read, calls: Number.POSITIVE_INFINITY, ms: plan.roundMs },
    ...inProcess((n) => {
      const place = pick(places, n)
      return read(place.user, place.id)
    }),
  }
}
