import { createStore, type RedisStoreConfig } from '@threadkeep/store'
import { startCluster, startRedis, startTlsRedis } from '@threadkeep/store/testing'
import { Redis } from 'ioredis'
import { describe, expect, it, vi } from 'vitest'
import { readRedisConfig } from '../src/env.ts'
import { configOf, threadkeep } from './support.ts'

/** What is on disk is what one of the tests is about. */
const PERSISTED = { appendonly: true } as const

interface SetUp extends AsyncDisposable {
  config: RedisStoreConfig
}

/** One server, changed by an administrator before the doctor comes. */
async function server(
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

const nothing = async () => {}

async function tls(certificate: 'wrong-name' | 'expired' | 'valid', trusted: boolean) {
  const redis = await startTlsRedis({ certificate, config: { appendonly: 'yes' } })
  const address = { mode: 'standalone', url: redis.url } as const
  const config = configOf(address, {
    commandTimeoutMs: 1000,
    ...(trusted && { tlsCaPath: redis.caPath }),
  })
  return { config, [Symbol.asyncDispose]: () => redis.stop() }
}

const WRONG: readonly [what: string, start: () => Promise<SetUp>, says: RegExp][] = [
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
    /^problem .*refuses the user name or password.*Correct it/m,
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

describe('doctor', () => {
  it.concurrent.each(WRONG)('names %s, and says what to do', async (_what, start, says) => {
    await using setUp = await start()
    const { code, out, err } = await threadkeep('doctor', setUp.config)
    expect(out).toMatch(says)
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('to look after') })
    expect(out.match(/^(problem|warning)/gm)).toHaveLength(1)
  })

  it('names a cluster that is taken for one server, and one without a majority', async () => {
    await using cluster = await startCluster({ config: { appendonly: 'yes' } })
    const asOne = configOf({ mode: 'standalone', url: cluster.url })
    expect((await threadkeep('doctor', asOne)).out).toMatch(/^problem .*set REDIS_CLUSTER=true/m)
    const config = configOf({ mode: 'cluster', url: cluster.url }, { commandTimeoutMs: 1000 })
    expect(await threadkeep('doctor', config)).toMatchObject({ code: 0, err: '' })
    const [first, ...others] = cluster.masters
    await Promise.all([...others, ...cluster.replicas].map((node) => node.kill()))
    const left = new Redis(first?.url ?? '')
    await expect.poll(() => left.cluster('INFO'), { timeout: 20_000 }).toContain('state:fail')
    left.disconnect()
    const { code, out } = await threadkeep('doctor', config)
    expect(out).toMatch(/^problem .*no majority.*Bring the masters back/m)
    expect(code).toBe(1)
  })

  it('names a clock that is off by a minute', async () => {
    await using setUp = await server(nothing)
    const { now } = Date
    vi.spyOn(Date, 'now').mockImplementation(() => now() + 60_000)
    const { code, out } = await threadkeep('doctor', setUp.config)
    expect(out).toMatch(/^warning .*60 s behind.*Synchronise the clocks/m)
    expect(code).toBe(1)
  })

  it('names every variable that is wrong', async () => {
    const wrong = { REDIS_URL: 'http://x', REDIS_TTL: '-1' }
    const { code, out } = await threadkeep('doctor', () => readRedisConfig(wrong))
    expect(out).toMatch(/^problem .*REDIS_URL .*Correct it/m)
    expect(out).toMatch(/^problem .*REDIS_TTL .*Correct it/m)
    expect(code).toBe(1)
  })

  it('finds nothing wrong with what is right', async () => {
    await using setUp = await server(nothing)
    const { code, out, err } = await threadkeep('doctor', setUp.config)
    expect(out).toMatch(/^found {4}Redis \d.*, 1 master, maxmemory-policy noeviction.*\nok /)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const asJson = await threadkeep('doctor --json', setUp.config)
    expect(JSON.parse(asJson.out)).toMatchObject({ masters: 1, findings: [] })
  })
})
