import { afterAll, describe, expect, test } from 'vitest'
import { UnreachableError } from '../src/fetch-json.ts'
import { createRetryDelay } from '../src/retry-delay.ts'
import { startApi } from './support/api-process.ts'
import { connect, failureOf } from './support/connect.ts'
import { newOwner } from './support/owners.ts'
import { signToken } from './support/tokens.ts'

const ID = '019a0000-0000-7000-8000-000000000000'
const api = await startApi()
afterAll(() => api[Symbol.asyncDispose]())

/** How many calls each request since then has held. */
function watchRequests() {
  const before = api.requests().length
  return () =>
    api
      .requests()
      .slice(before)
      .map(({ procedures }) => procedures.length)
}

describe('calls made together', () => {
  test('go in requests of ten', async () => {
    const { conversation } = await connect(api.url)
    const requests = watchRequests()
    await Promise.all(Array.from({ length: 23 }, () => conversation.list.query()))
    await expect.poll(() => requests().sort()).toEqual([10, 10, 3])
  })

  test('do not share their fate: one is rejected, one aborted, the others succeed', async () => {
    const { conversation } = await connect(api.url)
    const abort = new AbortController()
    const given = conversation.list.query({}, { signal: abort.signal })
    const rejected = failureOf(conversation.get.query({ conversationId: ID }))
    const listed = conversation.list.query()
    abort.abort()
    await expect(given).rejects.toMatchObject({ cause: { name: 'AbortError' } })
    expect(await rejected).toBe('CONVERSATION_NOT_FOUND')
    expect((await listed).items).toEqual([])
  })
})

describe('what is rejected for good is not retried:', () => {
  test.each([
    ['an input', 'INVALID_INPUT', { conversationId: 'x' }],
    ['an unknown id', 'CONVERSATION_NOT_FOUND', { conversationId: ID }],
  ])('%s', async (_what, reason, input) => {
    const { conversation, failures } = await connect(api.url)
    expect(await failureOf(conversation.get.query(input))).toBe(reason)
    expect(failures).toEqual([`get ${reason}`])
  })

  test('a conflict, a closed conversation', async () => {
    const { conversation, failures } = await connect(api.url)
    const { id: conversationId } = await conversation.start.mutate({ idempotencyKey: 'a' })
    await failureOf(conversation.start.mutate({ idempotencyKey: 'a', title: 'Other' }))
    const status = 'archived'
    await conversation.setStatus.mutate({ conversationId, status })
    const content = { type: 'text', text: 'Hello' } as const
    await failureOf(conversation.send.mutate({ conversationId, content }))
    expect(failures).toEqual(['start IDEMPOTENCY_KEY_REUSED', 'send CONVERSATION_NOT_ACTIVE'])
  })

  test('a limit that opens too late', async () => {
    await using limited = await startApi({ RATE_LIMIT_PER_MINUTE: '1' })
    const { conversation, failures } = await connect(limited.url, { retry: { totalMs: 500 } })
    await conversation.list.query()
    expect(await failureOf(conversation.list.query())).toBe('RATE_LIMITED')
    expect(failures).toEqual(['list RATE_LIMITED'])
  })
})

test('a caller’s own key is left alone', async () => {
  const { conversation } = await connect(api.url)
  const first = await conversation.start.mutate({ idempotencyKey: 'mine' })
  expect(await conversation.start.mutate({ idempotencyKey: 'mine' })).toEqual(first)
  const other = await conversation.start.mutate({})
  expect(other.id).not.toBe(first.id)
})

describe('a token', () => {
  test('is asked for anew with every request, but not for health', async () => {
    const owner = newOwner()
    let asked = 0
    const token = () => {
      asked += 1
      return signToken(owner)
    }
    const { client } = await connect(api.url, { owner, token })
    await client.health.query()
    expect(asked).toBe(0)
    await client.conversation.list.query()
    await client.conversation.list.query()
    expect(asked).toBe(2)
  })

  test('that was rejected is renewed once', async () => {
    const owner = newOwner()
    let token = 'stale'
    const renewToken = async () => {
      token = await signToken(owner)
      return true
    }
    const options = { owner, token: () => token, renewToken }
    const { conversation, failures } = await connect(api.url, options)
    await conversation.start.mutate({})
    expect(failures).toEqual(['start UNAUTHENTICATED again'])

    const hopeless = await connect(api.url, { token: 'stale', renewToken: () => true })
    expect(await failureOf(hopeless.conversation.list.query())).toBe('UNAUTHENTICATED')
    expect(hopeless.failures).toEqual(['list UNAUTHENTICATED again', 'list UNAUTHENTICATED'])

    const fixed = await connect(api.url, { token: 'stale' })
    expect(await failureOf(fixed.conversation.list.query())).toBe('UNAUTHENTICATED')
    expect(fixed.failures).toEqual(['list UNAUTHENTICATED'])
  })

  test('that cannot be had fails the call with its own error, at once', async () => {
    const cause = new Error('signed out')
    const { conversation, failures } = await connect(api.url, {
      token: () => Promise.reject(cause),
    })
    expect(await failureOf(conversation.list.query())).toMatchObject({ cause })
    expect(failures).toEqual(['list undefined'])
  })
})

describe('an abort', () => {
  test('ends the waiting for the next attempt', async () => {
    const { conversation, failures } = await connect('http://127.0.0.1:1', {
      retry: { baseDelayMs: 1e6, totalMs: 1e9 },
    })
    const abort = new AbortController()
    const call = conversation.list.query({}, { signal: abort.signal })
    const ended = expect(call).rejects.toMatchObject({ cause: { name: 'AbortError' } })
    await expect.poll(() => failures.length).toBe(1)
    abort.abort()
    await ended
    expect(failures).toHaveLength(1)
  })

  test('before the call keeps it from being made', async () => {
    const { conversation } = await connect(api.url)
    const call = conversation.start.mutate({}, { signal: AbortSignal.abort() })
    await expect(call).rejects.toMatchObject({ cause: { name: 'AbortError' } })
    expect((await conversation.list.query()).items).toEqual([])
  })
})

test('a caller can forbid what would be repeated', async () => {
  const { conversation, failures } = await connect('http://127.0.0.1:1', {
    retry: { shouldRetry: ({ type }) => type === 'mutation', attempts: 2 },
  })
  await failureOf(conversation.list.query())
  await failureOf(conversation.start.mutate({}))
  expect(failures).toEqual(['list UNREACHABLE', 'start UNREACHABLE again', 'start UNREACHABLE'])
})

test('the wait before an attempt is random, within bounds that double', () => {
  for (const [failedAttempts, bound] of [
    [1, 100],
    [2, 200],
    [3, 400],
  ] as const) {
    const waits = Array.from({ length: 200 }, () =>
      createRetryDelay(100)(failedAttempts, new UnreachableError('down')),
    )
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(0)
    expect(Math.min(...waits)).toBeLessThan(bound * 0.3)
    expect(Math.max(...waits)).toBeGreaterThan(bound * 0.7)
    expect(Math.max(...waits)).toBeLessThanOrEqual(bound)
  }
})
