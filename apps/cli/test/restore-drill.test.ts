import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createStore, type Owner } from '@threadkeep/store'
import { pollUntil, type RedisServer, startRedis } from '@threadkeep/store/testing'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fill, someOwners } from './fill.ts'
import { configOf, threadkeep } from './support.ts'

const SNAPSHOT = 'dump.rdb'
const LOG = 'appendonlydir'
const OWNERS = someOwners(2, 5)

let source: RedisServer
let backup: RedisServer
let expected: unknown
/** The steps of docs/capacity.md, with a copy of the files in the folder of another server. */
beforeAll(async () => {
  source = await startRedis({ appendonly: true })
  backup = await startRedis()
  await backup.kill()
  const store = createStore(configOf({ mode: 'standalone', url: source.url }))
  await fill(store, OWNERS)
  expected = await exported(source)
  const redis = new Redis(source.url)
  await redis.bgsave()
  await untilIdle(redis, 'rdb_bgsave_in_progress')
  await redis.config('SET', 'auto-aof-rewrite-percentage', '0')
  await untilIdle(redis, 'aof_rewrite_in_progress')
  await copy([SNAPSHOT, LOG], source, backup)
  // What comes after a backup is not in it.
  await fill(store, OWNERS, 1)
  redis.disconnect()
  await store.close()
  await source.kill()
})
afterAll(async () => {
  await source?.stop()
  await backup?.stop()
})

it('a snapshot is restored, and the append-only file begins with it', async () => {
  await using restored = await startRedis({ appendonly: false })
  await restored.kill()
  await copy([SNAPSHOT], backup, restored)
  await restored.restart()
  const redis = new Redis(restored.url)
  await redis.config('SET', 'appendonly', 'yes')
  await untilIdle(redis, 'aof_rewrite_in_progress')
  await redis.config('REWRITE')
  redis.disconnect()
  await expectRestored(restored)
  await restored.kill()
  await rm(join(restored.folder, SNAPSHOT))
  await restored.restart()
  await expectRestored(restored)
})

it('a copy of the append-only file is restored', async () => {
  await using restored = await startRedis({ appendonly: true })
  await restored.kill()
  await rm(join(restored.folder, LOG), { recursive: true })
  await copy([LOG], backup, restored)
  await restored.restart()
  await expectRestored(restored)
})

it('a snapshot is not looked at where the append-only file is on', async () => {
  await using restored = await startRedis({ appendonly: true })
  await restored.kill()
  await copy([SNAPSHOT], backup, restored)
  await restored.restart()
  const redis = new Redis(restored.url)
  expect(await redis.dbsize()).toBe(0)
  redis.disconnect()
})

async function expectRestored(server: RedisServer): Promise<void> {
  expect(await exported(server)).toEqual(expected)
  const config = configOf({ mode: 'standalone', url: server.url })
  expect(await threadkeep('verify', config)).toMatchObject({ code: 0 })
}

async function exported({ url }: RedisServer): Promise<unknown> {
  const store = createStore(configOf({ mode: 'standalone', url }))
  const all: [Owner, unknown][] = []
  for (const owner of OWNERS) {
    const conversations: unknown[] = []
    for await (const each of store.forOwner(owner).export()) conversations.push(each)
    all.push([owner, conversations])
  }
  await store.close()
  return all
}

function untilIdle(redis: Redis, name: string): Promise<void> {
  return pollUntil(`${name} is 0`, async () =>
    (await redis.info('persistence')).includes(`${name}:0`),
  )
}

async function copy(names: string[], from: RedisServer, to: RedisServer): Promise<void> {
  for (const name of names) {
    await cp(join(from.folder, name), join(to.folder, name), { recursive: true })
  }
}
