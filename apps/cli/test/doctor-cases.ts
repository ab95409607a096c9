import { createStore, type RedisStoreConfig } from '@threadkeep/store'
import { startRedis, startTlsRedis } from '@threadkeep/store/testing'
import { Redis } from 'ioredis'
import { configOf } from './support.ts'

/** Without it the doctor warns that nothing is kept on disk. */
const PERSISTED = { appendonly: true } as const

interface SetUp extends AsyncDisposable {
  config: RedisStoreConfig
}

/** One server, changed by an administrator before the doctor runs. */
export async function server(
  prepare: (admin: Redis, url: string) => Promise<unknown>,
  settings: Partial<RedisStoreConfig> = {},
  options: Parameters<typeof startRedis>[0] = PERSISTED,
): Promise<SetUp> {
  const redis = await startRedis(options)
  const admin = new Redis(redis.url)
  const url = await prepare(admin, redis.url)
  admin.disconnect()
  const isUrl = typeof url === 'string' && url.includes('://')
  const address = { mode: 'standalone', url: isUrl ? url : redis.url } as const
  const config = configOf(address, { commandTimeoutMs: 1000, ...settings })
  return { config, [Symbol.asyncDispose]: () => redis.stop() }
}

const asUser = (rights: string[]) => async (admin: Redis, url: string) => {
  await admin.acl('SETUSER', 'app', 'on', '>secret', '~*', '&*', '+@all', ...rights)
  return url.replace('redis://', 'redis://app:secret@')
}

export const nothing = async () => {}

async function tls(certificate: 'wrong-name' | 'expired' | 'valid', trusted: boolean) {
  const redis = await startTlsRedis({ certificate, config: { appendonly: 'yes' } })
  const address = { mode: 'standalone', url: redis.url } as const
  const config = configOf(address, {
    commandTimeoutMs: 1000,
    ...(trusted && { tlsCaPath: redis.caPath }),
  })
  return { config, [Symbol.asyncDispose]: () => redis.stop() }
}

/** What is wrong, a server of that kind, and what the doctor says. */
export const WRONG: readonly [what: string, start: () => Promise<SetUp>, says: RegExp][] = [
  [
    'an evicting policy',
    () => server((admin) => admin.config('SET', 'maxmemory-policy', 'allkeys-lru')),
    /^warning .*allkeys-lru\): set noeviction/m,
  ],
  [
    'a replica',
    () => server((admin) => admin.replicaof('127.0.0.1', 1)),
    /^problem .*is a replica.*Connect to the master/m,
  ],
  [
    'no persistence',
    () => server(nothing, {}, {}),
    /^warning .*keeps nothing on disk.*Set appendonly yes/m,
  ],
  [
    'snapshots alone',
    () => server((admin) => admin.config('SET', 'save', '3600 1'), {}, {}),
    /^warning .*keeps snapshots alone.*Set appendonly yes/m,
  ],
  [
    'no right to EVALSHA',
    () => server(asUser(['-evalsha'])),
    /^problem .*may not run EVALSHA.*ACL SETUSER/m,
  ],
  [
    'a right that only a script needs',
    () => server(asUser(['-zadd'])),
    /^problem .*may not run ZADD.*ACL SETUSER/m,
  ],
  [
    'a user who may not run this tool',
    () => server(asUser(['-scan'])),
    /^warning .*cannot run the operator's tool.*SCAN.*docs\/cli\.md/m,
  ],
  [
    'maxmemory reached',
    () => server((admin) => admin.config('SET', 'maxmemory', '1')),
    /^problem .*out of memory \(OOM\).*Raise maxmemory/m,
  ],
  [
    'maxmemory nearly reached',
    () =>
      server(async (admin) => {
        await admin.setrange('filling', 30_000_000, 'x')
        const used = Number(/used_memory:(\d+)/.exec(await admin.info('memory'))?.[1])
        await admin.config('SET', 'maxmemory', String(Math.round(used * 1.05)))
      }),
    /^warning .* % of its maxmemory.*Raise it/m,
  ],
  [
    'too few replicas for a master',
    () => server((admin) => admin.config('SET', 'min-replicas-to-write', '1')),
    /^problem .*NOREPLICAS.*Bring the replicas back/m,
  ],
  [
    'too few replicas for REDIS_WAIT_REPLICAS',
    () => server(nothing, { waitReplicas: 1 }),
    /^problem .*fewer replicas than REDIS_WAIT_REPLICAS.*lower REDIS_WAIT_REPLICAS/m,
  ],
  [
    'a newer layout',
    () => server((admin) => admin.set('threadkeep:layout', '99')),
    /^problem .*stored layout is 99.*Run the release/m,
  ],
  [
    'a TTL that is shorter than what is stored',
    () =>
      server(
        async (_admin, url) => {
          const store = createStore(configOf({ mode: 'standalone', url }, { ttlSeconds: 7200 }))
          await store.forOwner({ tenantId: 't', userId: 'u' }).start()
          await store.close()
        },
        { ttlSeconds: 3600 },
      ),
    /^warning .*REDIS_TTL is 3600 s.*with 7200 s.*Set REDIS_TTL/m,
  ],
  [
    'a wrong password',
    () => server(async (_admin, url) => url.replace('redis://', 'redis://app:wrong@')),
    /^problem .*rejects the user name or password.*Correct it/m,
  ],
  [
    'nothing at the address',
    () => server(async () => 'redis://127.0.0.1:1'),
    /^problem .*Nothing listens.*Start Redis/m,
  ],
  [
    'a name without an address',
    () => server(async () => 'redis://nowhere.invalid:6379'),
    /^problem .*host name has no address.*Correct the name/m,
  ],
  ['a wrong authority', () => tls('valid', false), /^problem .*not trusted.*Set REDIS_TLS_CA/m],
  [
    'a certificate of another name',
    () => tls('wrong-name', true),
    /^problem .*another name.*Use a/m,
  ],
  ['an expired certificate', () => tls('expired', true), /^problem .*has expired.*Renew it/m],
  [
    'TLS on a port without it',
    () => server(async (_admin, url) => url.replace('redis://', 'rediss://')),
    /^problem .*TLS is for both sides/m,
  ],
  [
    'a server that is no cluster',
    async () => {
      const redis = await startRedis(PERSISTED)
      const config = configOf({ mode: 'cluster', url: redis.url }, { commandTimeoutMs: 1000 })
      return { config, [Symbol.asyncDispose]: () => redis.stop() }
    },
    /^problem .*no cluster.*Unset REDIS_CLUSTER/m,
  ],
]
