import { threadkeep, threadkeepOnCluster } from '../contestants/threadkeep.ts'
import type { Cell } from '../measure/cell.ts'
import { withServers } from '../measure/opened.ts'
import { startMeasuredCluster } from '../measure/redis.ts'
import { measureInRounds } from '../measure/rounds.ts'
import { appendCell } from './append.ts'
import type { Job } from './job.ts'
import { newestCell } from './newest.ts'

const HISTORY = 100

/** The same calls to one server and to a cluster, whose nodes share one processor here. */
export const cluster: Job = ({ plan, progress }) =>
  withServers(async (open) => {
    progress('cluster: starting six nodes')
    const cells: Cell[] = []
    for (const opened of [
      await open(threadkeep),
      await open(threadkeepOnCluster, startMeasuredCluster),
    ]) {
      const appending = await appendCell(opened, HISTORY, plan)
      const reading = await newestCell(opened, HISTORY, plan)
      cells.push({ ...appending, job: 'cluster append' }, { ...reading, job: 'cluster last 20' })
    }
    return measureInRounds(cells, plan, progress)
  })
