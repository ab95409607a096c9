import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'
import type { ConversationStore } from '../../src/conversation-store.ts'
import { SCRIPT_COMMANDS } from '../../src/redis/health/required-rights.ts'
import { TRIED_COMMANDS } from '../../src/redis/health/trials.ts'
import type { StoreEvent } from '../../src/store-events.ts'
import { type RedisServer, startRedis } from '../../testing/index.ts'
import { addDocumentedUser } from '../documented-user.ts'
import { openStore } from './support.ts'

/* Healthy means that a change can be made, and that every promise can be kept. */

interface Bench extends AsyncDisposable {
  server: RedisServer
  admin: Redis
  open(...args: Parameters<typeof openStore>): ConversationStore
}

async function startBench(): Promise<Bench> {
  const server = await startRedis({ appendonly: true })
  const admin = new Redis(server.url, { protocol: 2 })
  const opened: ConversationStore[] = []
  return {
    server,
    admin,
    open(url, settings, options) {
      const store = openStore(url, settings, options)
      opened.push(store)
      return store
    },
    async [Symbol.asyncDispose]() {
      for (const store of opened) await store.close()
      admin.disconnect()
      await server.stop()
    },
  }
}

type Act = (bench: Bench) => Promise<unknown>

const config =
  (name: string, value: string): Act =>
  ({ admin }) =>
    admin.config('SET', name, value)
const user =
  (...rules: string[]): Act =>
  ({ admin }) =>
    admin.call('ACL', 'SETUSER', 'threadkeep', ...rules)

const breakDisk: Act = async ({ server, admin }) => {
  await mkdir(join(server.folder, 'dump.rdb'))
  await admin.config('SET', 'save', '3600 1')
  await admin.bgsave()
  await expect.poll(() => admin.info('persistence')).toContain('rdb_last_bgsave_status:err')
}

const SCRIPT_ERRORS: [word: string, reject: Act, allow: Act][] = [
  ['OOM', config('maxmemory', '1'), config('maxmemory', '0')],
  ['MISCONF', breakDisk, config('stop-writes-on-bgsave-error', 'no')],
  [
    'replica here',
    ({ admin }) => admin.replicaof('127.0.0.1', '1'),
    ({ admin }) => admin.call('REPLICAOF', 'NO', 'ONE'),
  ],
  ['may not run ZADD', user('-zadd'), user('+zadd')],
  ['may not run EVALSHA', user('-evalsha', '-eval'), user('+evalsha', '+eval')],
  [
    'may not access one of the keys',
    user('resetkeys', '~user:*', '~calls:*'),
    user('~conversation:*'),
  ],
]

async function checkRejection(word: string, reject: Act, allow: Act): Promise<void> {
  await using bench = await startBench()
  const told: string[] = []
  const observe = (event: StoreEvent) => {
    if (event.type === 'warning') told.push(event.message)
  }
  const store = bench.open(await addDocumentedUser(bench.server.url), {}, { observe })
  const becomes = (expected: string) =>
    expect.poll(async () => (await store.health()).status, { message: word }).toBe(expected)
  await becomes('healthy')
  await reject(bench)
  await becomes('unhealthy')
  await expect.poll(async () => (await store.health()).warnings.join()).toContain(word)
  await allow(bench)
  await becomes('healthy')
  expect(told.filter((message) => message.includes(word))).toHaveLength(1)
  expect((await store.health()).warnings).toEqual([])
}

it('a rejection of changes shows in the report, and once in the log, until it ends', async () => {
  await Promise.all(SCRIPT_ERRORS.map((rejection) => checkRejection(...rejection)))
})

it('every command that scripts run is tried', () => {
  expect(SCRIPT_COMMANDS.filter((command) => !TRIED_COMMANDS.includes(command))).toEqual([])
})

it('each right that is missing is named, and nothing of the trial is left', async () => {
  await using bench = await startBench()
  const { server, admin, open } = bench
  const url = await addDocumentedUser(server.url)
  const missing = SCRIPT_COMMANDS.filter((command) => command !== 'UNLINK')
  await admin.call(
    'ACL',
    'SETUSER',
    'threadkeep',
    ...missing.map((each) => `-${each.toLowerCase()}`),
  )
  const { status, warnings } = await open(url).health()
  expect(status).toBe('unhealthy')
  for (const command of missing) expect(warnings.join()).toMatch(new RegExp(`\\b${command}\\b`))
  expect(await admin.dbsize()).toBe(0)
})

describe('REDIS_WAIT_REPLICAS', () => {
  it('on a server without replicas is not ready, and says why', async () => {
    await using bench = await startBench()
    const { server, open } = bench
    const store = open(server.url, { waitReplicas: 1 })
    expect(await store.health()).toMatchObject({
      status: 'unhealthy',
      warnings: [expect.stringContaining('REDIS_WAIT_REPLICAS')],
    })
  })

  it('with a replica that does not respond is not ready, and ready again when it does', async () => {
    await using bench = await startBench()
    const { server, admin, open } = bench
    const replica = await startRedis({ config: { replicaof: `127.0.0.1 ${server.port}` } })
    await expect
      .poll(() => admin.info('replication'), { timeout: 10_000 })
      .toContain('state=online')
    const store = open(server.url, { waitReplicas: 1 })
    const status = async () => (await store.health()).status
    await expect.poll(status).toBe('healthy')
    replica.signal('SIGSTOP')
    await expect.poll(status).toBe('unhealthy')
    replica.signal('SIGCONT')
    await expect.poll(status).toBe('healthy')
    await replica.stop()
  })
})

it.each([
  ['nothing is kept on disk', '', 'keeps nothing on disk'],
  ['there are snapshots alone', '3600 1', 'keeps snapshots alone'],
])('warns where %s', async (_what, save, warning) => {
  await using bench = await startBench()
  const { server, admin, open } = bench
  await admin.config('SET', 'appendonly', 'no')
  await admin.config('SET', 'save', save)
  const { status, warnings } = await open(server.url).health()
  expect(status).toBe('healthy')
  expect(warnings).toEqual([expect.stringContaining(warning)])
})

it('does not warn of snapshots alone where a replica has a copy', async () => {
  await using bench = await startBench()
  const { server, admin, open } = bench
  const replica = await startRedis({ config: { replicaof: `127.0.0.1 ${server.port}` } })
  await admin.config('SET', 'appendonly', 'no')
  await admin.config('SET', 'save', '3600 1')
  await expect.poll(() => admin.info('replication')).toContain('state=online')
  expect((await open(server.url).health()).warnings).toEqual([])
  await replica.stop()
})
