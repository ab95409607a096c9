import { Redis } from 'ioredis'
import { expect, vi } from 'vitest'
import type { Arrange } from './fault.ts'
import { startGuarded, urlOf } from './servers.ts'
import { PASSWORD } from './settings.ts'

/** Twenty seconds in all, longer than any case lasts: it is the repair that ends it. */
const KEYS = 20_000
const SLOWLY = {
  'key-load-delay': '1000',
  // So that it says LOADING all the time, and not once in a while.
  'loading-process-events-interval-bytes': '1024',
  rdbcompression: 'no',
}
const FILLER = `for i = 1, ${KEYS} do redis.call('SET', 'filler:' .. i, string.rep('.', 200)) end`

const PATIENCE = { timeout: 20_000, interval: 20 }

/** A server that is killed, and is long in reading what it knew. */
export const slowToLoad: Arrange = async (keep) => {
  const { server, admin } = await startGuarded(keep, { appendonly: true, config: SLOWLY })
  await admin.eval(FILLER, 0)
  // Into a snapshot, for of its journal it reads a thousand changes without a look at anybody.
  await admin.bgrewriteaof()
  await vi.waitFor(async () => {
    const info = await admin.info('persistence')
    expect(info).toMatch('aof_rewrite_in_progress:0')
    expect(info).toMatch('aof_base_size')
  }, PATIENCE)
  let loaded: Promise<void> = Promise.resolve()
  const whileLoading = async (ask: (redis: Redis) => Promise<unknown>) => {
    const redis = new Redis({
      host: '127.0.0.1',
      port: server.port,
      password: PASSWORD,
      protocol: 2,
      enableReadyCheck: false,
      retryStrategy: () => 20,
    })
    redis.on('error', () => {})
    await ask(redis)
    redis.disconnect()
  }
  return {
    variables: { REDIS_URL: urlOf(server) },
    servers: [admin],
    async strike() {
      await server.kill()
      loaded = server.restart()
      await whileLoading((redis) =>
        vi.waitFor(
          async () => expect(await redis.info('persistence')).toMatch('loading:1'),
          PATIENCE,
        ),
      )
    },
    async repair() {
      await whileLoading((redis) => redis.config('SET', 'key-load-delay', '0'))
      await loaded
    },
  }
}
