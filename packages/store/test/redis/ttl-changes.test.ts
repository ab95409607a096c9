import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConversationStore } from '../../src/conversation-store.ts'
import { startMany } from '../../testing/conformance/support/samples.ts'
import { keysOf, newOwner, openStore, type RawRedis, startRawRedis } from './support.ts'

/** REDIS_TTL has another value since the last deploy: each conversation lives by its own. */

const limits = { ...DEFAULT_LIMITS, conversationsPerUser: 10 }
const tooMany = { reason: 'TOO_MANY_CONVERSATIONS' }
const HOUR = 3_600_000

let server: RawRedis
let short: ConversationStore
let long: ConversationStore

beforeAll(async () => {
  server = await startRawRedis()
  short = openStore(server.url, { ttlSeconds: 3600, limits })
  long = openStore(server.url, { ttlSeconds: 86_400, limits })
})
afterAll(async () => {
  await short.close()
  await long.close()
  await server[Symbol.asyncDispose]()
})

/** As if a conversation had been changed last so long ago; its keys still there. */
async function age(keys: ReturnType<typeof keysOf>, id: string, ms: number): Promise<void> {
  const { fields } = keys.conversation(id)
  const ago = Date.now() - ms
  const record = (await server.raw.hget(fields, 'record')) ?? ''
  const older = record.replace(/^2,\d+(,"active",0,1),\d+,\d+,/, `2,${ago}$1,${ago},${ago},`)
  expect(older).not.toBe(record)
  await server.raw.hset(fields, 'record', older)
  for (const index of [keys.all, keys.byStatus.active]) await server.raw.zadd(index, ago, id)
}

it('to a longer one: expired conversations do not count against the cap', async () => {
  const owner = newOwner()
  const keys = keysOf(owner)
  const started = await startMany(short.forOwner(owner), 10)
  for (const { id } of started.slice(1)) await age(keys, id, 2 * HOUR)
  const mine = long.forOwner(owner)
  await startMany(mine, 9)
  await expect(mine.start()).rejects.toMatchObject(tooMany)
  expect((await mine.list({ limit: 100 })).items).toHaveLength(10)
})

it('to a shorter one: old conversations that live on count against the cap', async () => {
  const owner = newOwner()
  const keys = keysOf(owner)
  const started = await startMany(long.forOwner(owner), 6)
  for (const { id } of started) await age(keys, id, 2 * HOUR)
  const mine = short.forOwner(owner)
  await startMany(mine, 4)
  await expect(mine.start()).rejects.toMatchObject(tooMany)
  expect((await mine.list({ limit: 100 })).items).toHaveLength(10)
})

it('to a shorter one: living ones that are older than it do not keep what is gone in the index', async () => {
  const owner = newOwner()
  const keys = keysOf(owner)
  const started = await startMany(long.forOwner(owner), 10)
  for (const { id } of started.slice(0, 5)) await age(keys, id, 3 * HOUR)
  for (const { id } of started.slice(5)) {
    await age(keys, id, 2 * HOUR)
    await server.raw.del(keys.conversation(id).fields)
  }
  const mine = short.forOwner(owner)
  await startMany(mine, 5)
  expect(await server.raw.zcard(keys.all)).toBe(10)
})

it('the memory of starts is kept for a day, not for the TTL', async () => {
  const month = openStore(server.url, { ttlSeconds: 30 * 86_400 })
  const owner = newOwner()
  const keys = keysOf(owner)
  await month.forOwner(owner).start({ idempotencyKey: 'k' })
  for (const key of [keys.starts, keys.startsAge]) {
    expect(await server.raw.pttl(key)).toBeLessThanOrEqual(24 * HOUR)
    expect(await server.raw.pttl(key)).toBeGreaterThan(23 * HOUR)
  }
  expect(await server.raw.pttl(keys.all)).toBeGreaterThan(29 * 24 * HOUR)
  await month.close()
})
