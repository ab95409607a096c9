import { startClient } from '../client/client-process.ts'
import { threadkeep, threadkeepOnCluster } from '../contestants/index.ts'
import type { BenchmarkCase } from '../measure/benchmark-case.ts'
import { startMeasuredCluster, startMeasuredRedis } from '../measure/redis.ts'
import { measureInRounds } from '../measure/rounds.ts'
import { using } from '../process/using.ts'
import { appendCase } from './append.ts'
import type { Job } from './job.ts'
import { newestCase } from './newest.ts'

const HISTORY = 100
const BOTH = [
  { contestant: threadkeep, start: startMeasuredRedis },
  { contestant: threadkeepOnCluster, start: startMeasuredCluster },
]

/** The same calls to one server and to a cluster, whose nodes share one processor here. */
export const cluster: Job = ({ plan, progress }) =>
  using(async (use) => {
    progress('cluster: starting six nodes')
    const cases: BenchmarkCase[] = []
    for (const { contestant, start } of BOTH) {
      const opened = await use(await startClient(contestant)).open(start)
      const appending = await appendCase(opened, HISTORY, plan)
      const reading = await newestCase(opened, HISTORY, plan)
      cases.push({ ...appending, job: 'cluster append' }, { ...reading, job: 'cluster last 20' })
    }
    return measureInRounds(cases, plan, progress)
  })
