import { ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'
import type { RedisBinaries } from './obtain/obtain-redis.ts'
import type { Watchdog } from './watchdog.ts'

const READY = /Ready to accept connections|Sentinel ID is/
const LOG_LINES_KEPT = 40

export interface RedisProcess {
  readonly pid: number
  signal(signal: NodeJS.Signals): void
  /** Sends the signal and waits for the end. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/** Starts one server from a configuration file and waits until it serves. */
export async function spawnRedis(
  binaries: RedisBinaries,
  args: readonly string[],
  folder: string,
  watchdog: Watchdog,
): Promise<RedisProcess> {
  const [program, ...ownArgs] = binaries.command
  const child = spawn(program, [...ownArgs, ...args], {
    cwd: folder,
    env: { ...process.env, ...binaries.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  await once(child, 'spawn')
  const { pid } = child
  if (pid === undefined) throw new Error('redis-server has no process id')
  const ended = once(child, 'exit')
  watchdog.guard(pid)
  child.once('exit', () => watchdog.guard(undefined))
  const log = followLog(child)
  // Its last words may come after its exit, but not after the end of its output.
  const failed = once(child, 'close').then(() => {
    throw new Error(`redis-server ended:\n${log.lines.join('\n')}`)
  })
  await Promise.race([log.ready, failed])
  // A server that a test forgot must not hold the test process; the watchdog ends it.
  for (const held of [child, child.stdout, child.stderr]) {
    if (held instanceof ChildProcess || held instanceof Socket) held.unref()
  }
  return handle(child, pid, ended)
}

function handle(child: ChildProcess, pid: number, ended: Promise<unknown>): RedisProcess {
  const isRunning = () => child.exitCode === null && child.signalCode === null
  return {
    pid,
    signal: (signal) => void child.kill(signal),
    async end(signal) {
      if (!isRunning()) return
      child.ref()
      child.kill(signal)
      // A stopped process takes SIGTERM only once it goes on.
      if (signal === 'SIGTERM') child.kill('SIGCONT')
      await ended
    },
  }
}

function followLog(child: ChildProcess): { ready: Promise<void>; lines: string[] } {
  const lines: string[] = []
  const ready = new Promise<void>((resolve) => {
    let rest = ''
    const take = (chunk: string) => {
      const parts = (rest + chunk).split('\n')
      rest = parts.pop() ?? ''
      for (const line of parts) {
        lines.push(line)
        if (READY.test(line)) resolve()
      }
      lines.splice(0, lines.length - LOG_LINES_KEPT)
    }
    child.stdout?.setEncoding('utf8').on('data', take)
    child.stderr?.setEncoding('utf8').on('data', take)
  })
  return { ready, lines }
}
