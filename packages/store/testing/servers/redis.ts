import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onFreePort } from './free-port.ts'
import { obtainRedisServer } from './obtain/obtain-redis.ts'
import { spawnRedis } from './redis-process.ts'
import { createWatchdog } from './watchdog.ts'

export interface RedisOptions {
  /** Keep everything on disk, so that a restart finds it again. Default: nothing is kept. */
  appendonly?: boolean
  /** Further lines of redis.conf: directive to its value, written as they are. */
  config?: Readonly<Record<string, string>>
}

/** One server of this test's own, on a free port of 127.0.0.1. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string
  readonly host: string
  readonly port: number
  /** Where it keeps its files, gone after `stop`. */
  readonly folder: string
  readonly pid: number
  signal(signal: NodeJS.Signals): void
  /** As a power cut would: SIGKILL, no farewell to clients. The folder stays for a restart. */
  kill(): Promise<void>
  /** Shuts it down if it runs, and starts it again on the same port and folder. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  return startServer({
    configFor: async (port) => [
      'bind 127.0.0.1',
      `port ${port}`,
      'save ""',
      `appendonly ${options.appendonly ? 'yes' : 'no'}`,
      ...configLines(options.config),
    ],
  })
}

export function configLines(config: RedisOptions['config'] = {}): string[] {
  return Object.entries(config).map(([name, value]) => `${name} ${value}`)
}

export interface ServerSetup {
  /** The lines of redis.conf, once a port is found; other files may go into the folder. */
  configFor(port: number, folder: string): Promise<readonly string[]>
  args?: readonly string[]
  scheme?: 'redis' | 'rediss'
}

/** What every fixture starts its servers by. */
export async function startServer(setup: ServerSetup): Promise<RedisServer> {
  const { configFor, args = [], scheme = 'redis' } = setup
  const binaries = await obtainRedisServer()
  const folder = await mkdtemp(join(tmpdir(), 'threadkeep-redis-'))
  const configFile = join(folder, 'redis.conf')
  const watchdog = createWatchdog(folder)
  const launch = () => spawnRedis(binaries, [configFile, ...args], folder, watchdog)
  const cleanUp = async () => {
    watchdog.callOff()
    await rm(folder, { recursive: true, force: true })
  }
  const { port, started } = await onFreePort(async (candidate) => {
    const lines = await configFor(candidate, folder)
    await writeFile(configFile, `${lines.join('\n')}\n`)
    return launch()
  }).catch(async (error: unknown) => {
    await cleanUp()
    throw error
  })
  let running = started
  const stop = async () => {
    await running.end('SIGKILL')
    await cleanUp()
  }
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    host: '127.0.0.1',
    port,
    folder,
    get pid() {
      return running.pid
    },
    signal: (signal) => running.signal(signal),
    kill: () => running.end('SIGKILL'),
    async restart() {
      await running.end('SIGTERM')
      running = await launch()
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
