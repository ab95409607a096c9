import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import type { RedisStoreConfig } from '../../src/config.ts'
import { type RedisServer, startProxy, startRedis } from '../../testing/index.ts'
import { pollUntil } from '../../testing/servers/poll.ts'
import { addDocumentedUser } from '../documented-user.ts'
import { openPlain } from '../redis/live-support.ts'

/** Keeps what a state needs, until its test is over. */
export type Keep = <Resource extends AsyncDisposable>(resource: Resource) => Resource

/** Of the store that is to meet the state, and what brings it about; nothing where it begins in it. */
export interface Arranged {
  settings: Partial<RedisStoreConfig>
  strike?(): Promise<unknown>
}

export type Arrange = (keep: Keep) => Promise<Arranged>

const at = (url: string): Partial<RedisStoreConfig> => ({ address: { mode: 'standalone', url } })

type Strike = (server: RedisServer, admin: Redis) => unknown

/** One server, good at first. */
function withServer(strike: Strike, config: Record<string, string> = {}): Arrange {
  return async (keep) => {
    const server = keep(await startRedis({ config }))
    const admin = openPlain(server)
    await admin.ping()
    return {
      settings: at(server.url),
      strike: async () => {
        await strike(server, admin)
        admin.disconnect()
      },
    }
  }
}

/** The user of the docs, from whom a right is taken. */
function withoutRight(...rules: string[]): Arrange {
  return async (keep) => {
    const server = keep(await startRedis())
    const url = await addDocumentedUser(server.url)
    const admin = openPlain(server)
    return {
      settings: at(url),
      strike: async () => {
        await admin.acl('SETUSER', 'threadkeep', ...rules)
        admin.disconnect()
      },
    }
  }
}

/** Nothing listens there. */
const NOBODY = ['127.0.0.1', '1'] as const

const set =
  (name: string, value: string): Strike =>
  (_, admin) =>
    admin.config('SET', name, value)

const rotate: Strike = async (_, admin) => {
  await admin.config('SET', 'requirepass', 'rotated')
  await admin.call('CLIENT', 'KILL', 'TYPE', 'normal')
}

const breakDisk: Strike = async (server, admin) => {
  await mkdir(join(server.folder, 'dump.rdb'))
  await admin.config('SET', 'save', '3600 1')
  await admin.bgsave()
  await pollUntil('a snapshot fails', async () =>
    (await admin.info('persistence')).includes('rdb_last_bgsave_status:err'),
  )
}

/** For half a minute; it replies once every thousand keys, which is some times a second. */
const SLOW_TO_LOAD = { appendonly: 'yes', 'key-load-delay': '100' }
const load: Strike = async (server, admin) => {
  await admin.eval("for i = 1, 200000 do redis.call('SET', i, i) end", 0)
  await server.kill()
  // Told to be there once it has loaded, which is what this does not wait for.
  server.restart().catch(() => undefined)
  await pollUntil('it loads', async () => {
    const other = new Redis(server.port, { enableReadyCheck: false, retryStrategy: null })
    other.on('error', () => {})
    const said = await other.ping().catch((error: Error) => error.message)
    other.disconnect()
    return said.startsWith('LOADING')
  })
}

const runForEver: Strike = async (server) => {
  const other = openPlain(server)
  await other.ping()
  other.eval('while true do end', 0).catch(() => other.disconnect())
}

export const SERVER_STATES: Record<string, Arrange> = {
  down: withServer((server) => server.kill()),
  frozen: withServer((server) => server.signal('SIGSTOP')),
  unreachable: async (keep) => {
    const server = keep(await startRedis())
    const proxy = keep(await startProxy(server))
    return {
      settings: at(proxy.url),
      strike: async () => proxy.inject({ kind: 'black-hole' }),
    }
  },
  'frozen from the start': async (keep) => {
    const server = keep(await startRedis())
    server.signal('SIGSTOP')
    return { settings: at(server.url) }
  },
  'name not resolved': async () => ({ settings: at('redis://nowhere.invalid') }),
  LOADING: withServer(load, SLOW_TO_LOAD),
  MASTERDOWN: withServer((_, admin) => admin.replicaof(...NOBODY), {
    'replica-serve-stale-data': 'no',
  }),
  BUSY: withServer(runForEver, { 'lua-time-limit': '50' }),
  'no password': async (keep) => {
    const server = keep(await startRedis({ config: { requirepass: 'secret' } }))
    return { settings: at(server.url) }
  },
  'wrong password': async (keep) => {
    const server = keep(await startRedis({ config: { requirepass: 'secret' } }))
    return { settings: at(server.url.replace('//', '//:wrong@')) }
  },
  'rotated password': async (keep) => {
    const server = keep(await startRedis({ config: { requirepass: 'secret' } }))
    const admin = new Redis(server.port, { password: 'secret', protocol: 2 })
    return {
      settings: at(server.url.replace('//', '//:secret@')),
      strike: async () => {
        await rotate(server, admin)
        admin.disconnect()
      },
    }
  },
  'maxclients reached': async (keep) => {
    const server = keep(await startRedis({ config: { maxclients: '1' } }))
    const only = openPlain(server)
    await only.ping()
    return { settings: at(server.url) }
  },
  'no such database': async (keep) => {
    const server = keep(await startRedis())
    return { settings: at(`${server.url}/99`) }
  },
  OOM: withServer(set('maxmemory', '1')),
  NOREPLICAS: withServer(set('min-replicas-to-write', '1')),
  MISCONF: withServer(breakDisk),
  READONLY: withServer((_, admin) => admin.replicaof(...NOBODY)),
  'too few replicas': async (keep) => {
    const server = keep(await startRedis())
    return { settings: { ...at(server.url), waitReplicas: 1 } }
  },
  'a command that is not allowed': withoutRight('-zadd'),
  'a key that is not allowed': withoutRight('resetkeys', '~user:*', '~calls:*', '~threadkeep:*'),
  'TIME that is not allowed': withoutRight('-time'),
}
