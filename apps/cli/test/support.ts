import { DEFAULT_LIMITS, type RedisAddress, type RedisStoreConfig } from '@threadkeep/store'
import { type RedisOptions, startCluster, startRedis } from '@threadkeep/store/testing'
import type { ArchiveCredentials } from '../src/io.ts'
import { run } from '../src/program.ts'
import { NO_CREDENTIALS } from './archive-places.ts'

export interface Outcome {
  code: number
  out: string
  err: string
}

export function configOf(
  address: RedisAddress,
  settings: Partial<RedisStoreConfig> = {},
): RedisStoreConfig {
  return {
    kind: 'redis',
    address,
    ttlSeconds: 3600,
    limits: DEFAULT_LIMITS,
    commandTimeoutMs: 5000,
    waitReplicas: 0,
    ...settings,
  }
}

/** A command line as an operator types it, in words; what holds spaces is an array. */
export type CommandLine = string | readonly string[]

export async function threadkeep(
  commandLine: CommandLine,
  config: RedisStoreConfig | (() => RedisStoreConfig),
  credentials: ArchiveCredentials = NO_CREDENTIALS,
): Promise<Outcome> {
  const args =
    typeof commandLine === 'string' ? commandLine.split(' ').filter(Boolean) : commandLine
  let [out, err] = ['', '']
  const io = {
    redisConfig: typeof config === 'function' ? config : () => config,
    async out(text: string) {
      out += text
    },
    err(text: string) {
      err += text
    },
    archiveCredentials: () => credentials,
    isTerminal: false,
    signal: new AbortController().signal,
  }
  const code = await run(args, io, '1.2.3')
  return { code, out, err }
}

export interface Target extends AsyncDisposable {
  address: RedisAddress
}

export async function startStandalone(options: RedisOptions = {}): Promise<Target> {
  const server = await startRedis(options)
  return {
    address: { mode: 'standalone', url: server.url },
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

async function startThreeMasters(): Promise<Target> {
  const cluster = await startCluster()
  return {
    address: { mode: 'cluster', url: cluster.url },
    [Symbol.asyncDispose]: () => cluster.stop(),
  }
}

/** Where every command has to work. */
export const TARGETS = [
  ['standalone', () => startStandalone()],
  ['a cluster', startThreeMasters],
] as const

export function jsonLines(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}
