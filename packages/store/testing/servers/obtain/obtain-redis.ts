import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { chosenTestServer } from '../test-servers.ts'
import { fetchRedisFromApt, fetchTestServer, type UnpackedServer } from './apt-redis.ts'

const run = promisify(execFile)

/** A server that was seen to run, and what it needs in its environment to do so. */
export interface RedisBinaries {
  /** The program and its first arguments; the server's own go behind them. */
  command: readonly [program: string, ...args: string[]]
  env: Record<string, string>
  /** As the server itself reports it, for example `7.0.15`. */
  version: string
}

const INSTRUCTION = [
  'The tests run against a real Redis, and none could be had on this machine.',
  'Install redis-server or valkey-server so that it is on the PATH (for example `brew install redis`).',
  'TEST_REDIS_URL, a Redis to share, serves those tests alone that need not stop or break theirs.',
].join('\n')

/**
 * The one that TEST_REDIS_SERVER names; else one from the PATH, else (Debian, Ubuntu) one fetched
 * into a private cache. Never a skip.
 */
export async function obtainRedisServer(): Promise<RedisBinaries> {
  const chosen = chosenTestServer()
  if (chosen !== undefined) {
    const [name, which] = chosen
    const { loader, server, libraryPath } = await fetched(() => fetchTestServer(name, which))
    const binaries = await verified([loader, '--library-path', libraryPath, server], {})
    if (binaries.version.startsWith(which.version)) return binaries
    throw new Error(`TEST_REDIS_SERVER is ${name}, and Debian has ${binaries.version} there`)
  }
  const installed = (await onPath('redis-server')) ?? (await onPath('valkey-server'))
  if (installed) return verified([installed], {})
  const { server, libraryPath } = await fetched(fetchRedisFromApt)
  return verified([server], { LD_LIBRARY_PATH: libraryPath })
}

async function fetched<Unpacked extends UnpackedServer>(
  fetch: () => Promise<Unpacked>,
): Promise<Unpacked> {
  if (!(await onPath('apt-get')) || !(await onPath('dpkg'))) throw new Error(INSTRUCTION)
  try {
    return await fetch()
  } catch (cause) {
    throw new Error(`${INSTRUCTION}\nFetching it with apt-get failed: ${reasonOf(cause)}`, {
      cause,
    })
  }
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

async function verified(
  command: RedisBinaries['command'],
  env: Record<string, string>,
): Promise<RedisBinaries> {
  const [program, ...args] = command
  try {
    const { stdout } = await run(program, [...args, '--version'], {
      env: { ...process.env, ...env },
    })
    const version = /\bv=(\S+)/.exec(stdout)?.[1]
    if (!version) throw new Error(`it calls itself ${stdout.trim()}`)
    return { command, env, version }
  } catch (cause) {
    const name = args.at(-1) ?? program
    throw new Error(`${name} does not run here: ${reasonOf(cause)}\n${INSTRUCTION}`, { cause })
  }
}

/** What the loader or apt had to say, where there is such a thing. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const said = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : ''
  return said || error.message
}
