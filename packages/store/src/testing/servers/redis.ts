import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onFreePort } from './free-port.ts'
import { obtainRedisServer } from './obtain-redis.ts'
import { spawnRedis } from './redis-process.ts'

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
  readonly pid: number
  signal(signal: NodeJS.Signals): void
  /** As a power cut would: SIGKILL, no farewell to clients. The folder stays for a restart. */
  kill(): Promise<void>
  /** Shuts it down if it runs, and starts it again on the same port and folder. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  return startServer((port) => [
    'bind 127.0.0.1',
    `port ${port}`,
    'save ""',
    `appendonly ${options.appendonly ? 'yes' : 'no'}`,
    ...configLines(options.config),
  ])
}

export function configLines(config: RedisOptions['config'] = {}): string[] {
  return Object.entries(config).map(([name, value]) => `${name} ${value}`)
}

/** Any server of the fixtures: its configuration is made for the port that was found for it. */
export async function startServer(
  configFor: (port: number, folder: string) => readonly string[],
  args: readonly string[] = [],
): Promise<RedisServer> {
  const binaries = await obtainRedisServer()
  const folder = await mkdtemp(join(tmpdir(), 'threadkeep-redis-'))
  const configFile = join(folder, 'redis.conf')
  const launch = () => spawnRedis(binaries, [configFile, ...args], folder)
  const removeFolder = () => rm(folder, { recursive: true, force: true })
  const { port, started } = await onFreePort(async (candidate) => {
    await writeFile(configFile, `${configFor(candidate, folder).join('\n')}\n`)
    return launch()
  }).catch(async (error: unknown) => {
    await removeFolder()
    throw error
  })
  let running = started
  const stop = async () => {
    await running.end('SIGKILL')
    await removeFolder()
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    host: '127.0.0.1',
    port,
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
