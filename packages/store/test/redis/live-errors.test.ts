import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { classify } from '../../src/redis/classify.ts'
import { connect } from '../../src/redis/connect.ts'
import { type RedisServer, startRedis } from '../../src/testing/index.ts'

/** Brings a server into a state; `admin` is connected before. */
type State = (server: RedisServer, admin: Redis) => Promise<unknown>

const NOBODY = ['127.0.0.1', '1'] as const
const WRITE = "return redis.call('SET', KEYS[1], ARGV[1])"

const failedSnapshot: State = async (server, admin) => {
  await mkdir(join(server.folder, 'dump.rdb'))
  await admin.config('SET', 'save', '3600 1')
  await admin.bgsave()
  await expect
    .poll(() => admin.info('persistence'), { timeout: 5000 })
    .toContain('rdb_last_bgsave_status:err')
}

const endlessScript: State = async (server, admin) => {
  const other = new Redis(server.port, { retryStrategy: null })
  other.on('error', () => {})
  await other.ping()
  // Ends with its server.
  other.eval('while true do end', 0).catch(() => other.disconnect())
  await expect
    .poll(() => admin.ping().catch((error: Error) => error.message), { timeout: 5000 })
    .toMatch(/^BUSY/)
}

const config = { 'replica-serve-stale-data': 'no', 'lua-time-limit': '50' }

const refused = (again: boolean, demoted = false) => ({
  kind: 'unavailable',
  outcome: 'not_applied',
  again,
  refusal: true,
  demoted,
})
const lost = {
  kind: 'unavailable',
  outcome: 'unknown',
  again: true,
  refusal: false,
  demoted: false,
}

test.each<[word: string, state: State, verdict: object]>([
  ['OOM', (_, admin) => admin.config('SET', 'maxmemory', '1'), refused(false)],
  ['NOREPLICAS', (_, admin) => admin.config('SET', 'min-replicas-to-write', '1'), refused(false)],
  ['MISCONF', failedSnapshot, refused(false)],
  ['BUSY', endlessScript, refused(true)],
  ['MASTERDOWN', (_, admin) => admin.replicaof(...NOBODY), refused(true, true)],
  [
    'READONLY',
    async (_, admin) => {
      await admin.config('SET', 'replica-serve-stale-data', 'yes')
      await admin.replicaof(...NOBODY)
    },
    refused(true, true),
  ],
  [
    'NOAUTH',
    async (_, admin) => {
      await admin.config('SET', 'requirepass', 'rotated')
      await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    },
    refused(false),
  ],
  ['Reached the max retries', (server) => server.kill(), lost],
  ['Command timed out', async (server) => server.signal('SIGSTOP'), lost],
])('%s, as a real server says it, is what the table says', async (word, state, verdict) => {
  await using server = await startRedis({ config })
  const admin = new Redis(server.port, { retryStrategy: null })
  admin.on('error', () => {})
  const client = connect({
    kind: 'redis',
    address: { mode: 'standalone', url: server.url },
    ttlSeconds: 60,
    limits: DEFAULT_LIMITS,
    commandTimeoutMs: 300,
    waitReplicas: 0,
  })
  await client.connect()
  await admin.ping()
  // Asked as the state comes about: later the client would refuse by itself.
  const [error] = await Promise.all([firstError(client, word), state(server, admin)])
  expect(classify(error)).toEqual(verdict)
  client.disconnect()
  admin.disconnect()
})

/** The first error that begins so: of a client that keeps asking, or of its connection. */
async function firstError(client: ReturnType<typeof connect>, word: string): Promise<unknown> {
  let found: unknown
  client.on('error', (error: Error) => {
    if (error.message.startsWith(word)) found = error
  })
  await expect
    .poll(
      async () => {
        try {
          await client.eval(WRITE, 1, 'key', 'value')
        } catch (error) {
          if (error instanceof Error && error.message.startsWith(word)) found = error
        }
        return found
      },
      { timeout: 10_000, interval: 5 },
    )
    .toBeDefined()
  return found
}
