import type { Agent } from '@threadkeep/agents'
import { startRedis } from '@threadkeep/store/testing'
import { expect, test, vi } from 'vitest'
import { redisStore, startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { rejection, retryAfter } from './support/rejection.ts'

const DEADLINE = { commandTimeoutMs: 1000 }
/** The promise of recovery is 2 s: these are for busy machines. */
const ANSWERED_MS = 2500
const HEALED_MS = 5000
/** With everysec a write that a slow fsync holds up is acknowledged, and lost with the process. */
const DURABLE = { appendonly: true, config: { appendfsync: 'always' } }

test('Redis stopped in mid-chat is an honest 503 until it is back, and nothing is lost or doubled', async () => {
  await using redis = await startRedis(DURABLE)
  await using api = await startApi({ store: redisStore(redis.url, DEADLINE) })
  const { conversation } = await api.as(newOwner())
  const { id: conversationId } = await conversation.start.mutate({ title: 'Leave' })
  const say = (text: string) =>
    conversation.send.mutate({
      conversationId,
      content: { type: 'text', text },
      idempotencyKey: `say ${text}`,
    })
  await say('one')

  await redis.kill()
  const startedAt = performance.now()
  const rejected = await rejection(say('two'))
  expect(performance.now() - startedAt).toBeLessThan(ANSWERED_MS)
  expect(rejected.data).toMatchObject({ httpStatus: 503, reason: 'STORE_UNAVAILABLE' })
  expect(rejected.message).toBe('The conversation store is unavailable. Try again shortly.')
  expect(retryAfter(rejected)).toMatch(/^[1-3]$/)
  // Reads as well: an empty list would be a lie.
  const list = await rejection(conversation.list.query())
  expect(list.data).toMatchObject({
    httpStatus: 503,
    outcome: 'not_applied',
    unavailable: 'store',
  })

  expect((await api.request('/livez')).status).toBe(200)
  await expect.poll(async () => (await api.request('/readyz')).status).toBe(503)
  const health = await api.request('/health')
  expect(await health.json()).toMatchObject({
    status: 'unhealthy',
    store: 'redis',
    redisStatus: 'unhealthy',
    redisLatencyMs: null,
  })

  await redis.restart()
  const sent = await vi.waitFor(() => say('two'), { timeout: HEALED_MS, interval: 50 })
  expect(sent.replies[0]?.content).toEqual({ type: 'text', text: 'You said: two' })
  const conversationNow = { ...sent.conversation, lastAccessedAt: expect.any(String) }
  // Large reads, of which a repeat is one, have connections of their own, which come back in their own time.
  const again = await vi.waitFor(() => say('two'), { timeout: HEALED_MS, interval: 50 })
  expect(again).toEqual({ ...sent, conversation: conversationNow, replayed: true })
  const read = () => conversation.messages.query({ conversationId })
  const { items } = await vi.waitFor(read, { timeout: HEALED_MS, interval: 50 })
  expect(items.map(({ seq, content }) => [seq, content])).toEqual([
    [1, { type: 'text', text: 'one' }],
    [2, { type: 'text', text: 'You said: one' }],
    [3, { type: 'text', text: 'two' }],
    [4, { type: 'text', text: 'You said: two' }],
  ])
  const ready = async () => (await api.request('/readyz')).status
  await expect.poll(ready, { timeout: HEALED_MS }).toBe(200)
})

test('Redis down at the start is no reason not to start', async () => {
  await using redis = await startRedis()
  await redis.kill()
  await using api = await startApi({ store: redisStore(redis.url, DEADLINE) })
  const { conversation } = await api.as(newOwner())
  const { data } = await rejection(conversation.start.mutate({}))
  expect(data).toMatchObject({ httpStatus: 503, outcome: 'not_applied' })

  await redis.restart()
  const started = await vi.waitFor(() => conversation.start.mutate({}), { timeout: HEALED_MS })
  // As above: on a connection of its own.
  const list = () => conversation.list.query()
  const { items } = await vi.waitFor(list, { timeout: HEALED_MS, interval: 50 })
  expect(items).toEqual([started])
})

test('an outage in the middle of a run: the outcome is unknown, and the reply is stored after it', async () => {
  await using redis = await startRedis(DURABLE)
  const agent: Agent = {
    name: 'killing',
    onInterrupted: 'fail',
    async *respond() {
      await redis.kill()
      yield { type: 'text', delta: 'Answer' }
    },
  }
  await using api = await startApi({ store: redisStore(redis.url, DEADLINE), agent })
  const { conversation } = await api.as(newOwner())
  const { id: conversationId } = await conversation.start.mutate({})
  const { data } = await rejection(
    conversation.send.mutate({ conversationId, content: { type: 'text', text: 'Hello' } }),
  )
  expect(data).toMatchObject({ reason: 'STORE_UNAVAILABLE', outcome: 'unknown' })

  await redis.restart()
  const read = () => conversation.messages.query({ conversationId })
  await vi.waitFor(read, { timeout: HEALED_MS })
  const roles = async () => (await read()).items.map(({ role }) => role)
  await expect.poll(roles, { timeout: HEALED_MS }).toEqual(['user', 'assistant'])
})
