import { createTRPCClient, httpBatchLink, httpBatchStreamLink } from '@trpc/client'
import { describe, expect, test } from 'vitest'
import type { AppRouter } from '../src/index.ts'
import { startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { refusal } from './support/refusal.ts'
import { signToken } from './support/tokens.ts'

async function problem(response: Response) {
  const { error } = JSON.parse(await response.text())
  const { reason, issues, requestId } = error.data
  expect(requestId).toBe(response.headers.get('x-request-id'))
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  expect(response.headers.get('cache-control')).toBe('no-store')
  return { status: response.status, reason, issues }
}

const invalid = (status: number, message: string, path = '') => ({
  status,
  reason: 'INVALID_INPUT',
  issues: [{ path, message }],
})

test('a batch carries each call’s own error', async () => {
  await using api = await startApi()
  const token = await signToken(newOwner())
  const link = httpBatchLink({
    url: `${api.url}/trpc`,
    headers: { authorization: `Bearer ${token}` },
  })
  const client = createTRPCClient<AppRouter>({ links: [link] })
  const [list, get] = await Promise.all([
    client.conversation.list.query(),
    refusal(client.conversation.get.query({ conversationId: 'x' })),
  ])
  expect(list.items).toEqual([])
  expect(get.data?.reason).toBe('INVALID_INPUT')
})

test('streamed answers are refused: they would say 200 before they know', async () => {
  await using api = await startApi()
  const stream = createTRPCClient<AppRouter>({
    links: [httpBatchStreamLink({ url: `${api.url}/trpc` })],
  })
  const { data } = await refusal(stream.health.query())
  expect(data).toMatchObject({ httpStatus: 400, reason: 'INVALID_INPUT' })

  const headers = { accept: 'application/json, application/jsonl' }
  const response = await api.request('/trpc/health?batch=1', { headers })
  expect(await problem(response)).toEqual(invalid(400, 'must not be application/jsonl', 'accept'))
})

describe('headers', () => {
  test('tell nothing of the software, and forbid what a JSON API needs not', async () => {
    await using api = await startApi()
    const { headers } = await api.request('/livez')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test('let pages of the listed origins call, and no others', async () => {
    await using api = await startApi({ corsOrigins: ['https://chat.example.com'] })
    const preflight = async (origin: string) => {
      const response = await api.request('/trpc/conversation.start', {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type,traceparent',
        },
      })
      expect(response.status).toBe(204)
      return response.headers
    }
    const listed = await preflight('https://chat.example.com')
    expect(listed.get('access-control-allow-origin')).toBe('https://chat.example.com')
    expect(listed.get('access-control-allow-headers')).toBe(
      'authorization,content-type,idempotency-key,x-request-id,traceparent,tracestate',
    )
    expect(listed.get('access-control-allow-credentials')).toBeNull()
    const other = await preflight('https://chat.example.com.evil.example')
    expect(other.get('access-control-allow-origin')).toBeNull()

    const headers = { origin: 'https://chat.example.com' }
    const answer = await api.request('/trpc/conversation.list', { headers })
    expect(answer.headers.get('access-control-expose-headers')).toBe('retry-after,x-request-id')
  })

  test('of pages are not allowed anywhere unless listed', async () => {
    await using api = await startApi()
    const headers = { origin: 'https://chat.example.com' }
    const answer = await api.request('/trpc/health', { headers })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })
})
