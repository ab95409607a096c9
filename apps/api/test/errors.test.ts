import { ERRORS, type ErrorReason } from '@threadkeep/shared'
import {
  ConversationFullError,
  ConversationNotFoundError,
  DataLossError,
  RevisionConflictError,
  StoreUnavailableError,
  TooManyConversationsError,
} from '@threadkeep/store'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { describe, expect, test } from 'vitest'
import { errorDetails, toTRPCError } from '../src/errors/error-map.ts'
import { startApi } from './support/api.ts'
import { failingStore } from './support/failing-store.ts'
import { newOwner } from './support/owners.ts'
import { rejection, retryAfter } from './support/rejection.ts'
import { signToken } from './support/tokens.ts'

test.each(Object.keys(ERRORS).filter(isReason))('%s has the status of the table', (reason) => {
  const thrown = Object.assign(new Error('of a store'), { reason })
  const error = toTRPCError(thrown)
  expect(getHTTPStatusCodeFromError(error)).toBe(ERRORS[reason].httpStatus)
  expect(error.message).toBe(ERRORS[reason].message)
  expect(errorDetails(error).reason).toBe(reason)
})

function isReason(name: string): name is ErrorReason {
  return Object.hasOwn(ERRORS, name)
}

const conversationId = '019a0000-0000-7000-8000-000000000000'

async function responseTo(error: unknown) {
  await using api = await startApi({ store: failingStore(error) })
  const headers = { authorization: `Bearer ${await signToken(newOwner())}` }
  const input = encodeURIComponent(JSON.stringify({ conversationId }))
  const response = await api.request(`/trpc/conversation.get?input=${input}`, { headers })
  const text = await response.text()
  return { response, text, error: JSON.parse(text).error, logged: api.logged.join('') }
}

describe('an error response contains', () => {
  test('that the store is unavailable, what is known, and when to come back', async () => {
    const thrown = new StoreUnavailableError('unknown', 'redis://:s3cret@10.1.2.3:6380 is down')
    const { response, text, error, logged } = await responseTo(thrown)
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toMatch(/^[1-3]$/)
    expect(error.data).toMatchObject({ reason: 'STORE_UNAVAILABLE', outcome: 'unknown' })
    expect(text).not.toContain('10.1.2.3')
    expect(logged).toContain('"detail":"redis://***@10.1.2.3:6380 is down"')
  })

  test('nothing of an error that nobody expected', async () => {
    const { response, text, error, logged } = await responseTo(new TypeError('canary of a bug'))
    expect(response.status).toBe(500)
    expect(response.headers.get('retry-after')).toBeNull()
    expect(error).toEqual({
      message: 'Something went wrong on our side.',
      code: -32603,
      data: {
        code: 'INTERNAL_SERVER_ERROR',
        httpStatus: 500,
        path: 'conversation.get',
        reason: 'INTERNAL',
        requestId: response.headers.get('x-request-id'),
      },
    })
    expect(text).not.toContain('canary')
    expect(logged).toContain('canary of a bug')
  })

  test('nothing of what is thrown that is no error', async () => {
    const { response, error } = await responseTo({ message: 'canary' })
    expect(response.status).toBe(500)
    expect(error.message).toBe('Something went wrong on our side.')
  })

  test.each([
    [new ConversationNotFoundError(), 404],
    [new DataLossError(), 500],
    [new ConversationFullError(), 412],
    [new TooManyConversationsError(), 412],
    [new RevisionConflictError(7), 409],
  ])('%s', async (thrown, status) => {
    const { response, error } = await responseTo(thrown)
    expect(response.status).toBe(status)
    expect(error.message).toBe(ERRORS[thrown.reason].message)
    expect(error.data.reason).toBe(thrown.reason)
  })
})

test('a batch that failed in part carries Retry-After as well', async () => {
  const down = new StoreUnavailableError('unknown', 'down')
  await using api = await startApi({ store: failingStore(down) })
  const headers = { authorization: `Bearer ${await signToken(newOwner())}` }
  const input = encodeURIComponent(JSON.stringify({ 1: { conversationId } }))
  const path = `/trpc/conversation.list,conversation.get?batch=1&input=${input}`
  const response = await api.request(path, { headers })
  expect(response.status).toBe(207)
  expect(response.headers.get('retry-after')).toMatch(/^[1-3]$/)
})

test('a user beyond their calls of a minute gets Retry-After, others are served', async () => {
  await using api = await startApi({ rateLimitPerMinute: 3 })
  const owner = newOwner()
  const { conversation } = await api.as(owner)
  for (let n = 0; n < 3; n++) await conversation.list.query()
  const rejected = await rejection(conversation.list.query())
  expect(rejected.data).toMatchObject({ httpStatus: 429, reason: 'RATE_LIMITED' })
  const wait = Number(retryAfter(rejected))
  expect(wait).toBeGreaterThan(0)
  expect(wait).toBeLessThanOrEqual(60)
  const neighbour = await api.as({ ...owner, userId: 'grace' })
  expect((await neighbour.conversation.list.query()).items).toEqual([])
})
