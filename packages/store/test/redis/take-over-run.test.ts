import { afterAll, expect, test } from 'vitest'
import { ownerKey } from '../../src/codec/owner-key.ts'
import { createRedisBackend } from '../../src/redis/backend.ts'
import { newOwner, openStore, startRawRedis, storeConfig } from './support.ts'

const redis = await startRawRedis()
const store = openStore(redis.url)
const address = { mode: 'standalone', url: redis.url } as const
const backend = createRedisBackend(storeConfig({ address }), () => {})
afterAll(async () => {
  await backend.close()
  await store.close()
  await redis[Symbol.asyncDispose]()
})

test('a failed run that is begun again by a call whose reply was lost stops when asked to', async () => {
  const owner = newOwner()
  const mine = store.forOwner(owner)
  const { id } = (await mine.start()).conversation
  const { lease } = await mine.runs(id).begin({ content: { type: 'text', text: 'Hello' } })
  await lease?.finish({ status: 'failed', reason: 'AGENT_FAILED', messages: [] })

  const takeOver = () =>
    backend.forOwner(ownerKey(owner)).takeOverRun({
      id,
      token: 'token',
      leaseMs: 10_000,
      mode: 'again',
      ofGreeting: 'again',
    })
  const first = await takeOver()
  expect(await mine.runs(id).stop()).toStrictEqual({ orphaned: false })
  const repeat = await takeOver()
  expect(repeat?.run.attempt).toBe(first?.run.attempt)
  expect(repeat?.run.stopAt).toBeGreaterThan(0)
})
