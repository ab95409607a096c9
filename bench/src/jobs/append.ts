import type { Cell } from '../measure/cell.ts'
import { inProcess } from '../measure/load.ts'
import { type Opened, pick, withServers } from '../measure/opened.ts'
import { measureInRounds } from '../measure/rounds.ts'
import { CONCURRENCY, type Plan, textOf } from '../plan.ts'
import { beginAll, type Place } from './data.ts'
import type { Job } from './job.ts'

/** Appending to an empty history stays that only as long as nobody has appended much. */
const APPENDS_TO_EMPTY = 10

/** Append one message to a conversation that holds `size` of them. */
export const append: Job = ({ plan, contestants, progress }) =>
  withServers(async (open) => {
    const cells: Cell[] = []
    for (const contestant of contestants) {
      const opened = await open(contestant)
      if (opened.session.append === undefined) continue
      await checkKept(opened)
      for (const size of plan.histories) {
        progress(`append: loading ${contestant.name}, ${size}`)
        cells.push(await appendCell(opened, size, plan))
      }
    }
    return measureInRounds(cells, plan, progress)
  })

export async function appendCell(opened: Opened, size: number, plan: Plan): Promise<Cell> {
  const { session, redis, contestant } = opened
  const append = session.append
  if (append === undefined) throw new Error(`${contestant.name} cannot append`)
  let places: Place[] = []
  const load = async (count: number) => {
    places = await beginAll(session, { count, size })
  }
  if (size > 0) await load(Math.ceil(plan.messagesPerHistory / size))
  let appended = 0
  return {
    job: 'append',
    size,
    variant: '',
    contestant: contestant.name,
    redis,
    load: { callers: CONCURRENCY.append, calls: plan.appendsPerRound, ms: plan.roundMs },
    ...(size === 0 && { prepare: () => load(plan.appendsPerRound / APPENDS_TO_EMPTY) }),
    ...inProcess((n) => {
      const { user, id } = pick(places, n)
      return append(user, id, textOf(appended++))
    }),
  }
}

/** What is not kept is quick to append. */
async function checkKept({ session, contestant }: Opened): Promise<void> {
  const id = await session.begin('check', [])
  await session.append?.('check', id, textOf(1))
  const texts = await session.newest?.('check', id)
  if (texts !== undefined && texts.join() !== textOf(1)) {
    throw new Error(`${contestant.name} did not keep what was appended`)
  }
}
