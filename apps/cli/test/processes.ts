import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { RedisAddress } from '@threadkeep/store'
import type { ArchiveCredentials } from '../src/io.ts'
import { NO_CREDENTIALS, variablesOf } from './archive-places.ts'
import { yieldProcessor } from './yield-processor.ts'

/** `KILLS=200 npx vitest run test/killed.test.ts` is the long run. */
export const KILLS = Number(process.env['KILLS'] ?? 5)
export const isLong = KILLS > 20
/** Of a test with so many kills, on a busy machine. */
export const TIMEOUT_MS = 30_000 + KILLS * 15_000
const LONGEST_MS = 2500
export const MAIN = new URL('../dist/main.js', import.meta.url).pathname

/** The built tool in a process of its own. */
export function startTool(
  address: RedisAddress,
  args: readonly string[],
  credentials: ArchiveCredentials = NO_CREDENTIALS,
): ChildProcess {
  if (address.mode !== 'standalone') throw new TypeError('for one server')
  const env = {
    PATH: process.env['PATH'],
    REDIS_URL: address.url,
    REDIS_TTL: '3600',
    ...variablesOf(credentials),
  }
  return spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Runs a program on this Node to its end. `said`: its output and its errors. */
export async function runNode(
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ code: unknown; said: string }> {
  const child = spawn(process.execPath, args, {
    cwd: join(import.meta.dirname, '..'),
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  yieldProcessor(child)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += String(chunk)
    })
  }
  const [code] = await once(child, 'close')
  return { code, said }
}

/** Returns whether it was killed before its end. */
export async function killAtRandom(child: ChildProcess): Promise<boolean> {
  const ended = once(child, 'close')
  await Promise.race([ended, pause(Math.random() * LONGEST_MS)])
  const isRunning = child.exitCode === null
  child.kill('SIGKILL')
  await ended
  return isRunning
}
