import { StoreUnavailableError } from '@threadkeep/store'
import { afterAll, expect, test } from 'vitest'
import { startApi } from '../support/api.ts'
import { failingStore } from '../support/failing-store.ts'
import { newOwner } from '../support/owners.ts'
import { ID, JSON_TYPE, problem, restAs } from './support/requests.ts'

const shared = await startApi()
afterAll(() => shared[Symbol.asyncDispose]())

test('without a token nothing else is looked at, and no body read', async () => {
  for (const body of ['{', 'x'.repeat(300_000)]) {
    const response = await shared.request('/api/chat/start', {
      method: 'POST',
      headers: JSON_TYPE,
      body,
    })
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(await problem(response)).toEqual({ status: 401, reason: 'UNAUTHENTICATED' })
  }
})

test('calls by REST and by tRPC count against one limit', async () => {
  await using api = await startApi({ rateLimitPerMinute: 2 })
  const owner = newOwner()
  const request = await restAs(api, owner)
  const { conversation } = await api.as(owner)
  await conversation.list.query()
  expect((await request('POST', 'list-conversations', '{}')).status).toBe(200)
  const rejected = await request('POST', 'list-conversations', '{}')
  expect(Number(rejected.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await problem(rejected)).toEqual({ status: 429, reason: 'RATE_LIMITED' })
})

test.each([
  [
    new StoreUnavailableError('unknown', 'canary'),
    503,
    { reason: 'STORE_UNAVAILABLE', outcome: 'unknown', unavailable: 'store' },
  ],
  [new Error('canary'), 500, { reason: 'INTERNAL' }],
])('a failure behind it is told, and its cause is not: %s', async (thrown, status, known) => {
  await using api = await startApi({ store: failingStore(thrown) })
  const request = await restAs(api)
  const response = await request('GET', `conversation/${ID}`)
  if (status === 503) expect(response.headers.get('retry-after')).toMatch(/^[1-3]$/)
  const body = await response.clone().text()
  expect(await problem(response)).toEqual({ status, ...known })
  expect(body).not.toContain('canary')
})

test('a request is one line in the log, as those of tRPC are', async () => {
  await using api = await startApi()
  const request = await restAs(api)
  await request('POST', 'start', '{"title":"canary"}')
  await request('POST', 'start', '{"canary":1}')
  await expect.poll(() => api.logged.length).toBe(2)
  const [started, rejected] = api.logged.map((line) => JSON.parse(line))
  expect(started).toMatchObject({
    method: 'POST',
    path: '/api/chat/start',
    procedures: ['conversation.start'],
    user: expect.stringMatching(/^[0-9a-f]{16}$/),
    errors: [],
    status: 200,
  })
  expect(rejected.errors).toEqual([{ procedure: 'conversation.start', reason: 'INVALID_INPUT' }])
  expect(api.logged.join('')).not.toContain('canary')
})
