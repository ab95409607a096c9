import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { pin } from '../measure/pin.ts'
import type { User } from './users.ts'

const PATIENCE_MS = 30_000
const RESPONSE_USAGE = fileURLToPath(new URL('serve-usage.mjs', import.meta.url))
const API = fileURLToPath(new URL('../../../apps/api/dist/main.js', import.meta.url))
const BASELINE = fileURLToPath(new URL('baseline-server.ts', import.meta.url))
const FAN_OUT = fileURLToPath(new URL('../live/fan-out-server.ts', import.meta.url))
const BARE = fileURLToPath(new URL('bare-server.ts', import.meta.url))
const TSX = ['--import', import.meta.resolve('tsx')]

/** A server in a process of its own, pinned to a processor. */
export interface HttpServer extends AsyncDisposable {
  readonly origin: string
  cpuUs(): Promise<number>
  /** After a garbage collection. */
  memory(): Promise<NodeJS.MemoryUsage>
}

/** The API as it is built, with settings of production that leave room for one user's load. */
export async function startApi(
  redisUrl: string,
  secret: string,
  core: number,
  others: Record<string, string> = { AGENT: 'none' },
): Promise<HttpServer> {
  return start(API, core, {
    NODE_ENV: 'production',
    REDIS_URL: redisUrl,
    AUTH_JWT_SECRET: secret,
    RATE_LIMIT_PER_MINUTE: '1000000000',
    // A busy machine makes a run slow, and not wrong.
    REDIS_COMMAND_TIMEOUT_MS: '30000',
    LIMIT_MESSAGES_PER_CONVERSATION: '1000000000',
    ...others,
  })
}

export async function startBaseline(core: number): Promise<HttpServer> {
  return start(BASELINE, core, { NODE_ENV: 'production' }, TSX)
}

export async function startBare(
  redisUrl: string,
  users: readonly User[],
  core: number,
): Promise<HttpServer> {
  const variables = { NODE_ENV: 'production', REDIS_URL: redisUrl, USERS: JSON.stringify(users) }
  return start(BARE, core, variables, TSX)
}

export async function startFanOut(
  redisUrl: string,
  agentUrl: string,
  core: number,
): Promise<HttpServer> {
  const variables = { NODE_ENV: 'production', REDIS_URL: redisUrl, AGENT_URL: agentUrl }
  return start(FAN_OUT, core, variables, TSX)
}

async function start(
  file: string,
  core: number,
  variables: Record<string, string>,
  flags: string[] = [],
): Promise<HttpServer> {
  const port = await freePort()
  const child = fork(file, {
    // Nothing of this environment, which may name another Redis. The log is written, to nowhere.
    env: { PORT: String(port), ...variables },
    // As the image starts the API, and for the baseline as well: it is Node that is the faster for it.
    execArgv: ['--max-semi-space-size=32', '--import', RESPONSE_USAGE, ...flags],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const origin = `http://127.0.0.1:${port}`
  await untilAlive(origin, child)
  pin(child.pid ?? 0, core)
  return {
    origin,
    async cpuUs() {
      child.send('usage')
      const [usage]: NodeJS.CpuUsage[] = await once(child, 'message')
      return (usage?.user ?? 0) + (usage?.system ?? 0)
    },
    async memory() {
      child.send('memory')
      const [memory]: [NodeJS.MemoryUsage] = await once(child, 'message').then(([first]) => [first])
      return memory
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function untilAlive(origin: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while (child.exitCode === null && performance.now() < deadline) {
    const alive = await fetch(`${origin}/livez`).catch(() => undefined)
    if (alive?.ok) return
    await pause(20)
  }
  throw new Error(`no server came up at ${origin}`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return address.port
}
