import { afterAll, expect, test } from 'vitest'
import { createStill } from '../memory/support.ts'
import { newOwner, openStore, startRawRedis } from '../redis/support.ts'
import { noRepeatUndoes } from './lost-responses.ts'

const histories = process.env['HISTORIES'] === 'long' ? 2000 : 60
const timeout = { timeout: 300_000 }

const redis = await startRawRedis()
const store = openStore(redis.url)
afterAll(async () => {
  await store.close()
  await redis[Symbol.asyncDispose]()
})

test('in Redis no repeat undoes a change that was acknowledged after the first', timeout, () =>
  noRepeatUndoes(() => store.forOwner(newOwner()), { histories }),
)

test('in memory no repeat undoes a change that was acknowledged after the first', timeout, () =>
  noRepeatUndoes(() => createStill().mine, { histories }),
)

test('memory forgets the key of a change after five minutes', async () => {
  const { mine, pass } = createStill()
  const { id } = (await mine.start()).conversation
  await mine.update(id, { title: 'Two' }, { idempotencyKey: 'k' })
  await mine.update(id, { title: 'Three' })
  pass(5 * 60_000 + 1)
  expect((await mine.update(id, { title: 'Two' }, { idempotencyKey: 'k' })).title).toBe('Two')
})
