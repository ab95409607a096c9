import type { Contestant, Operation } from '../contestants/contestant.ts'
import { CLIENT_CORE } from '../measure/pin.ts'
import { type MeasuredRedis, startMeasuredRedis } from '../measure/redis.ts'
import type { Plan } from '../plan.ts'
import { startChild } from '../process/child.ts'
import type { WorkloadName } from '../workloads/index.ts'
import type { Load, Served } from './load.ts'

/** Sessions and workloads stay in the process, and are asked for by their numbers. */
export type ClientProcedures = {
  connect(module: string, url: string): Promise<{ session: number; operations: string[] }>
  load(session: number, workload: WorkloadName, size: number, plan: Plan): Promise<number>
  prepare(workload: number): Promise<void>
  run(workload: number, load: Load): Promise<Served>
}

/** A contestant's own process. */
export interface Client extends AsyncDisposable {
  /** A connection to a new server of its own, which ends with the client. */
  open(start?: () => Promise<MeasuredRedis>): Promise<Opened>
}

/** A contestant at work on one server. */
export interface Opened {
  readonly contestant: string
  readonly redis: MeasuredRedis
  can(operation: Operation): boolean
  /** Stores what `workload` needs, and checks what the contestant returns. */
  load(workload: WorkloadName, size: number, plan: Plan): Promise<LoadedWorkload>
}

export interface LoadedWorkload {
  prepare(): Promise<void>
  run(load: Load): Promise<Served>
}

export async function startClient({ name, module }: Contestant): Promise<Client> {
  const child = await startChild<ClientProcedures>({
    name,
    file: new URL('client.ts', import.meta.url),
    core: CLIENT_CORE,
  })
  const servers: MeasuredRedis[] = []
  return {
    async open(start = startMeasuredRedis) {
      const redis = await start()
      servers.push(redis)
      const { session, operations } = await child.ask('connect', module, redis.url)
      return {
        contestant: name,
        redis,
        can: (operation) => operations.includes(operation),
        async load(workload, size, plan) {
          const loaded = await child.ask('load', session, workload, size, plan)
          return {
            prepare: () => child.ask('prepare', loaded),
            run: (load) => child.ask('run', loaded, load),
          }
        },
      }
    },
    async [Symbol.asyncDispose]() {
      // First, or it would complain of lost connections.
      await child[Symbol.asyncDispose]()
      for (const server of servers) await server[Symbol.asyncDispose]()
    },
  }
}
