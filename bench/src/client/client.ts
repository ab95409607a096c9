import type { ContestantModule, Session } from '../contestants/contestant.ts'
import { serveProcedures } from '../process/serve.ts'
import { WORKLOADS } from '../workloads/index.ts'
import type { Workload } from '../workloads/workload.ts'
import type { ClientProcedures } from './client-process.ts'
import { runLoad } from './load.ts'

/*
 * One contestant at work, in a process of its own, as in a server of its user. In a process with others
 * it costs two or three times as much: the compiler finds everybody's shapes at the same call sites.
 */
const sessions: Session[] = []
const workloads: Workload[] = []

const procedures: ClientProcedures = {
  async connect(module, url) {
    const { connect }: ContestantModule = await import(module)
    const session = await connect(url)
    return { session: sessions.push(session) - 1, operations: Object.keys(session) }
  },
  async load(session, workload, size, plan) {
    const loaded = await WORKLOADS[workload](at(sessions, session), size, plan)
    return workloads.push(loaded) - 1
  },
  async prepare(workload) {
    await at(workloads, workload).prepare?.()
  },
  run: (workload, load) => runLoad(at(workloads, workload).call, load),
}
serveProcedures(procedures)

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index]
  if (item === undefined) throw new Error(`nothing at ${index}`)
  return item
}
