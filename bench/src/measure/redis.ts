import { startCluster, startRedis } from '@threadkeep/store/testing'
import { Redis } from 'ioredis'
import { pin, SERVER_CORE } from './pin.ts'

/** What a server has done since it started. */
export interface Usage {
  cpuUs: number
  commands: number
  bytesIn: number
  bytesOut: number
  scripts: number
  /** Spent inside scripts, by Redis's own account. */
  scriptUs: number
  /** Notices of changes, which scripts publish for watchers. */
  published: number
}

/** A real server of one contestant's own, on loopback TCP, keeping nothing on disk. */
export interface MeasuredRedis extends AsyncDisposable {
  readonly url: string
  usage(): Promise<Usage>
  usedMemory(): Promise<number>
}

export async function startMeasuredRedis(): Promise<MeasuredRedis> {
  const server = await startRedis()
  pin(server.pid, SERVER_CORE)
  return measured(server.url, [server.url], () => server.stop())
}

/** Three masters and their replicas, all on the processor that a single server has otherwise. */
export async function startMeasuredCluster(): Promise<MeasuredRedis> {
  const cluster = await startCluster()
  for (const { pid } of cluster.nodes) pin(pid, SERVER_CORE)
  const urls = cluster.nodes.map(({ url }) => url)
  return measured(cluster.url, urls, () => cluster.stop())
}

function measured(url: string, urls: string[], stop: () => Promise<void>): MeasuredRedis {
  const servers = urls.map((each) => new Redis(each))
  const infos = async () =>
    Promise.all(servers.map(async (server) => fields(await server.info('all'))))
  return {
    url,
    async usage() {
      const all = await infos()
      const sum = (of: (info: Map<string, string>) => number) =>
        all.reduce((total, info) => total + of(info), 0)
      const total = (name: string) => sum((info) => Number(info.get(name) ?? 0))
      const ofCommand = (command: string, name: string) =>
        sum((info) =>
          Number(new RegExp(`${name}=(\\d+)`).exec(info.get(`cmdstat_${command}`) ?? '')?.[1] ?? 0),
        )
      return {
        cpuUs: (total('used_cpu_user') + total('used_cpu_sys')) * 1e6,
        commands: total('total_commands_processed'),
        bytesIn: total('total_net_input_bytes'),
        bytesOut: total('total_net_output_bytes'),
        scripts: ofCommand('evalsha', 'calls'),
        scriptUs: ofCommand('evalsha', 'usec'),
        published: ofCommand('publish', 'calls') + ofCommand('spublish', 'calls'),
      }
    },
    async usedMemory() {
      const all = await infos()
      return all.reduce((total, info) => total + Number(info.get('used_memory')), 0)
    },
    async [Symbol.asyncDispose]() {
      for (const server of servers) server.disconnect()
      await stop()
    },
  }
}

function fields(info: string): Map<string, string> {
  return new Map(
    info.split('\r\n').map((line) => {
      const [name = '', ...value] = line.split(':')
      return [name, value.join(':')]
    }),
  )
}
