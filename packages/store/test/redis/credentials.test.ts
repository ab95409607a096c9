import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RedisAddress } from '../../src/config.ts'
import { StoreUnavailableError } from '../../src/errors.ts'
import { renewCredentials } from '../../src/redis/credentials/renew-credentials.ts'
import type { StoreEvent } from '../../src/store-events.ts'
import {
  pollUntil,
  type RedisCluster,
  type RedisServer,
  startCluster,
  startRedis,
  startTokenAuthority,
} from '../../testing/index.ts'
import { startTraffic } from './credentials-traffic.ts'
import { newOwner, openStore } from './support.ts'

/** A few renewals; `test:credentials` is an hour's worth of them, on a machine of its own. */
const LONG = process.env['CREDENTIALS'] === 'long'
const EXPIRED = LONG ? 60 : 3
/** Connections have two thirds of it to follow: a cluster's take seconds on a busy machine. */
const LIFETIME_MS = LONG ? 4500 : 12_000
/** Of tests that wait for a connection to end with its token. */
const SHORT_LIFETIME_MS = 1500

const KEPT = { appendonly: 'yes' }
let server: RedisServer
let resp2: RedisServer
let cluster: RedisCluster
beforeAll(async () => {
  ;[server, resp2, cluster] = await Promise.all([
    startRedis({ config: KEPT }),
    startRedis({ config: { ...KEPT, 'rename-command': 'HELLO ""' } }),
    startCluster({ config: KEPT }),
  ])
})
afterAll(async () => {
  await Promise.all([server?.stop(), resp2?.stop(), cluster?.stop()])
})

const standalone = (url: string): RedisAddress => ({ mode: 'standalone', url })
const targets: [string, () => { servers: readonly RedisServer[]; address: RedisAddress }][] = [
  ['a server', () => ({ servers: [server], address: standalone(server.url) })],
  ['a server without RESP3', () => ({ servers: [resp2], address: standalone(resp2.url) })],
  ['a cluster', () => ({ servers: cluster.nodes, address: { mode: 'cluster', url: cluster.url } })],
]

describe.concurrent('credentials that expire', () => {
  it.each(targets)(
    'are renewed on every connection to %s, unseen by callers',
    async (name, target) => {
      const { servers, address } = target()
      await using authority = await startTokenAuthority(servers, { lifetimeMs: LIFETIME_MS })
      const credentials = renewCredentials(authority.provider)
      const limits = { ...DEFAULT_LIMITS, messagesPerConversation: 1_000_000 }
      const traffic = startTraffic({ address, credentials, limits })

      await authority.untilExpired(EXPIRED)
      const { calls, ...seen } = await traffic.stop()
      credentials.close()

      expect(seen).toStrictEqual({ errors: [], told: [], noticesMissed: 0, changesMissed: 0 })
      expect(authority.cutOff()).toBe(0)
      expect(calls).toBeGreaterThan(100)
      console.info(
        `${name}: ${authority.issued()} tokens, ${authority.expired()} expired, ${calls} calls`,
      )
    },
    600_000,
  )

  it('are the newest ones on connections that come back', async () => {
    await using redis = await startRedis()
    await using authority = await startTokenAuthority([redis], {
      lifetimeMs: 2 * SHORT_LIFETIME_MS,
    })
    const credentials = renewCredentials(authority.provider)
    const store = openStore('', { address: standalone(redis.url), credentials })
    const mine = store.forOwner(newOwner())
    await mine.start()
    await authority.untilExpired(1)

    const newest = credentials.newest()
    const admin = new Redis(redis.url, { username: newest?.username, password: newest?.password })
    for (const type of ['normal', 'pubsub']) {
      await admin.call('CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes')
      await mine.start()
    }
    expect((await mine.list()).items).toHaveLength(3)
    admin.disconnect()
    credentials.close()
    await store.close()
  })

  it.each([
    ['at the start', true],
    ['any more', false],
  ])('and cannot be had %s are an outage that is named, until they can', async (_, atStart) => {
    await using redis = await startRedis()
    await using authority = await startTokenAuthority([redis], { lifetimeMs: SHORT_LIFETIME_MS })
    const told: StoreEvent[] = []
    const observe = (event: StoreEvent) => told.push(event)
    authority.isDown = atStart
    const credentials = renewCredentials(authority.provider, { observe })
    // A shorter deadline is missed on a busy machine, which is an outage of another name.
    const settings = { address: standalone(redis.url), credentials, commandTimeoutMs: 3000 }
    const store = openStore('', settings, { observe })
    const mine = store.forOwner(newOwner())
    const works = () => mine.start().then(() => true)
    if (!atStart) await pollUntil('calls work', works)

    authority.isDown = true
    const reasons = () => told.flatMap((event) => (event.type === 'outage' ? [event.reason] : []))
    await pollUntil('an outage is told', async () => reasons().length > 0)
    expect(reasons()).toStrictEqual(['There are no credentials for Redis: Error ECONNREFUSED.'])
    await expect(mine.list()).rejects.toThrow(StoreUnavailableError)
    const isWarned = told.some((event) => {
      return event.type === 'warning' && /credentials.* no new ones/.test(event.message)
    })
    expect(isWarned).toBe(!atStart)
    // The provider's error holds it.
    expect(JSON.stringify(told)).not.toContain('secret')

    authority.isDown = false
    await pollUntil('calls are back', works)
    credentials.close()
    await store.close()
  })
})
