import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { fetchRedisFromApt } from './apt-redis.ts'

const run = promisify(execFile)

/** A server that was seen to run, and what it needs in its environment to do so. */
export interface RedisBinaries {
  server: string
  env: Record<string, string>
  /** As the server itself reports it, for example `7.0.15`. */
  version: string
}

const INSTRUCTION = [
  'The tests run against a real Redis, and none could be had on this machine.',
  'Install redis-server or valkey-server so that it is on the PATH (for example `brew install redis`).',
  'TEST_REDIS_URL, a Redis to share, serves those tests alone that need not stop or break theirs.',
].join('\n')

/** One from the PATH, else (Debian, Ubuntu) one fetched into a private cache. Never a skip. */
export async function obtainRedisServer(): Promise<RedisBinaries> {
  const installed = (await onPath('redis-server')) ?? (await onPath('valkey-server'))
  if (installed) return verified(installed, {})
  if (!(await onPath('apt-get')) || !(await onPath('dpkg'))) throw new Error(INSTRUCTION)
  let fetched: { server: string; libraryPath: string }
  try {
    fetched = await fetchRedisFromApt()
  } catch (cause) {
    throw new Error(`${INSTRUCTION}\nFetching it with apt-get failed: ${reasonOf(cause)}`, {
      cause,
    })
  }
  return verified(fetched.server, { LD_LIBRARY_PATH: fetched.libraryPath })
}

async function onPath(name: string): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (!folder) continue
    const path = join(folder, name)
    if (await isExecutable(path)) return path
  }
  return undefined
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function verified(server: string, env: Record<string, string>): Promise<RedisBinaries> {
  try {
    const { stdout } = await run(server, ['--version'], { env: { ...process.env, ...env } })
    const version = /\bv=(\S+)/.exec(stdout)?.[1]
    if (!version) throw new Error(`it calls itself ${stdout.trim()}`)
    return { server, env, version }
  } catch (cause) {
    throw new Error(`${server} does not run here: ${reasonOf(cause)}\n${INSTRUCTION}`, { cause })
  }
}

/** What the loader or apt had to say, where there is such a thing. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const said = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : ''
  return said || error.message
}
