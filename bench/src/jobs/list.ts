import { PAGE } from '../contestants/contestant.ts'
import type { Cell } from '../measure/cell.ts'
import { inProcess } from '../measure/load.ts'
import { many, type Opened, withServers } from '../measure/opened.ts'
import { measureInRounds } from '../measure/rounds.ts'
import { CONCURRENCY, type Plan, textOf } from '../plan.ts'
import type { Job } from './job.ts'

const CONVERSATIONS_OF_FOREIGNER = 100

/**
 * List 20 conversations of a user who has `size` of them: alone on a Redis, and beside many
 * conversations of other users.
 */
export const list: Job = ({ plan, contestants, progress }) =>
  withServers(async (open) => {
    const cells: Cell[] = []
    for (const contestant of contestants) {
      const crowded = await open(contestant)
      if (crowded.session.list === undefined) continue
      for (const size of plan.lists) {
        progress(`list 20: loading ${contestant.name}, ${size}`)
        cells.push(await listCell(await open(contestant), size, 'alone', plan))
      }
      progress(`list 20: loading ${contestant.name}, ${plan.foreignConversations} foreign ones`)
      await many(plan.foreignConversations, (index) =>
        crowded.session.begin(`foreign-${Math.floor(index / CONVERSATIONS_OF_FOREIGNER)}`, []),
      )
      for (const size of plan.lists) cells.push(await listCell(crowded, size, 'crowded', plan))
    }
    return measureInRounds(cells, plan, progress)
  })

async function listCell(
  { session, redis, contestant }: Opened,
  size: number,
  variant: string,
  plan: Plan,
): Promise<Cell> {
  const read = session.list
  if (read === undefined) throw new Error(`${contestant.name} cannot list`)
  const user = `user-of-${size}`
  const mine = new Set(await many(size, (index) => session.begin(user, [textOf(index)])))
  const page = new Set(await read(user))
  if (page.size !== PAGE || [...page].some((id) => !mine.has(id))) {
    throw new Error(`${contestant.name} does not list ${PAGE} conversations of the user`)
  }
  return {
    job: 'list 20',
    size,
    variant,
    contestant: contestant.name,
    redis,
    load: { callers: CONCURRENCY.read, calls: Number.POSITIVE_INFINITY, ms: plan.roundMs },
    ...inProcess(() => read(user)),
  }
}
