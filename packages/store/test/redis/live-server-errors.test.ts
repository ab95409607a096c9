import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { classifyError } from '../../src/redis/connection/classify-error.ts'
import { type RedisServer, startRedis } from '../../testing/index.ts'
import { SERVER_ERRORS } from './error-table.ts'
import { firstError, openClient, openPlain, type Settings } from './live-support.ts'

/** Nothing listens there. */
const NOBODY = ['127.0.0.1', '1'] as const
const WRITE = "return redis.call('SET', KEYS[1], ARGV[1])"

interface Case {
  /** Of the server, from its start. */
  config?: Record<string, string>
  /** Brings the server into its state; `admin` is connected before and may do anything. */
  state?(server: RedisServer, admin: Redis): Promise<unknown>
  /** Of the client that is to be rejected. */
  settings?: Settings
  /** How the client asks, where an ordinary write is not rejected. */
  ask?(client: Redis): Promise<unknown>
}

const CASES: Record<keyof typeof SERVER_ERRORS, Case> = {
  LOADING: {
    config: { appendonly: 'yes', 'key-load-delay': '200' },
    async state(server, admin) {
      // It sends no reply between one two megabytes and the next.
      const fill = "for i = 1, 10000 do redis.call('SET', i, string.rep('x', 1000)) end"
      await admin.eval(fill, 0)
      await server.kill()
      // Told to be there when it has loaded, which is what this does not wait for.
      server.restart().catch(() => undefined)
    },
    // By default it asks nothing before the server has loaded, which then is slow to reply.
    settings: { enableReadyCheck: false, commandTimeout: 3000, socketTimeout: 3000 },
  },
  READONLY: { state: (_, admin) => admin.replicaof(...NOBODY) },
  MASTERDOWN: {
    config: { 'replica-serve-stale-data': 'no' },
    state: (_, admin) => admin.replicaof(...NOBODY),
  },
  BUSY: { config: { 'lua-time-limit': '50' }, state: runForEver },
  NOREPLICAS: {
    state: (_, admin) => admin.config('SET', 'min-replicas-to-write', '1'),
    // Redis 6.0 does not hold a script to it.
    ask: (client) => client.set('key', 'value'),
  },
  OOM: { state: (_, admin) => admin.config('SET', 'maxmemory', '1') },
  MISCONF: {
    async state(server, admin) {
      await mkdir(join(server.folder, 'dump.rdb'))
      await admin.config('SET', 'save', '3600 1')
      await admin.bgsave()
      await expect.poll(() => admin.info('persistence')).toContain('rdb_last_bgsave_status:err')
    },
  },
  NOAUTH: {
    async state(_, admin) {
      await admin.config('SET', 'requirepass', 'rotated')
      await disconnectOthers(admin)
    },
  },
  WRONGPASS: {
    async state(_, admin) {
      await admin.config('SET', 'requirepass', 'right')
      await disconnectOthers(admin)
    },
    settings: { password: 'wrong' },
  },
  WRONGTYPE: { ask: (client) => client.eval("return redis.call('INCR', KEYS[1])", 1, 'list') },
  NOPERM: {
    state: (_, admin) => admin.acl('SETUSER', 'default', '-eval', '-evalsha'),
  },
  UNBLOCKED: {
    async state(_, admin) {
      await expect.poll(() => admin.info('clients')).toContain('blocked_clients:1')
      await admin.replicaof(...NOBODY)
    },
    settings: { commandTimeout: 10_000, socketTimeout: 10_000 },
    ask: (client) => client.wait(1, 5000),
  },
  'ERR Error compiling script': { ask: (client) => client.eval('this is not Lua', 0) },
  'ERR unknown command': { ask: (client) => client.call('FOO') },
}

const disconnectOthers = (admin: Redis) => admin.call('CLIENT', 'KILL', 'TYPE', 'normal')

async function runForEver(server: RedisServer): Promise<void> {
  const other = openPlain(server)
  await other.ping()
  // Ends with its server.
  other.eval('while true do end', 0).catch(() => other.disconnect())
  const watcher = openPlain(server)
  await expect.poll(() => watcher.ping().catch((error: Error) => error.message)).toMatch(/^BUSY/)
  watcher.disconnect()
}

test.each(Object.entries(CASES))(
  '%s, as a real server says it, is what the table says',
  async (word, { config, ...each }) => {
    await using server = await startRedis({ config: config ?? {} })
    const admin = openPlain(server)
    await admin.lpush('list', 'element')
    const client = openClient(server.url, each.settings)
    await client.connect().catch(() => undefined)
    const ask = each.ask ?? ((redis: Redis) => redis.eval(WRITE, 1, 'key', 'value'))
    // Asked as the state comes about: later the client would reject by itself.
    const [error] = await Promise.all([
      firstError(client, word, () => ask(client)),
      each.state?.(server, admin),
    ])
    const row = Object.entries(SERVER_ERRORS).find(([key]) => key === word)?.[1]
    expect(classifyError(error)).toEqual(row?.verdict)
    client.disconnect()
    admin.disconnect()
  },
)
