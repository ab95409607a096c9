import { bareRpush, baseline, jsonHash, PEERS, threadkeep } from './contestants/index.ts'
import { api } from './jobs/api.ts'
import { append } from './jobs/append.ts'
import { changes } from './jobs/changes.ts'
import { cluster } from './jobs/cluster.ts'
import type { Job } from './jobs/job.ts'
import { list } from './jobs/list.ts'
import { live } from './jobs/live.ts'
import { memory } from './jobs/memory.ts'
import { newest } from './jobs/newest.ts'
import { watches } from './jobs/watches.ts'
import { describeMachine } from './machine.ts'
import { CLIENT_CORE, pin } from './measure/pin.ts'
import type { Options } from './options.ts'
import { installPeers } from './peers.ts'
import { FULL, QUICK } from './plan.ts'
import type { Results } from './results.ts'

const ROUND_JOBS: Record<string, Job> = { append, newest, list, changes, cluster, api, live }

/** Everything that was asked for, one job after the other. */
export async function run(options: Options, progress: (text: string) => void): Promise<Results> {
  const started = performance.now()
  const plan = options.quick ? QUICK : FULL
  const rounds = options.rounds ?? plan.rounds
  if (options.peers) {
    progress('installing the peers')
    installPeers()
  }
  const peers = options.peers ? PEERS : []
  const contestants = [threadkeep, baseline, bareRpush, ...peers, jsonHash]
  const context = { plan: { ...plan, rounds }, contestants, progress }
  pin(process.pid, CLIENT_CORE)

  const results: Results = {
    machine: await describeMachine(options.peers),
    quick: options.quick,
    rounds,
    seconds: 0,
    contestants: contestants.map(({ name, what }) => ({ name, what })),
    measurements: [],
    memory: [],
    watches: null,
  }
  for (const name of options.jobs) {
    const job = ROUND_JOBS[name]
    if (job !== undefined) results.measurements.push(...(await job(context)))
  }
  if (options.jobs.includes('memory')) results.memory = await memory(context)
  if (options.jobs.includes('watches')) results.watches = await watches(context)
  results.seconds = Math.round((performance.now() - started) / 1000)
  return results
}
