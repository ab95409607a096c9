import { connect } from 'node:net'
import { createTRPCClient, httpBatchLink, httpBatchStreamLink, type TRPCClient } from '@trpc/client'
import { describe, expect, test } from 'vitest'
import type { AppRouter } from '../../src/index.ts'
import { exchange } from '../hostile/support/wire.ts'
import { startApi } from '../support/api.ts'
import { newOwner } from '../support/owners.ts'
import { rejection } from '../support/rejection.ts'
import { signToken } from '../support/tokens.ts'

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

test('a batch responds with each call’s own error', async () => {
  await using api = await startApi()
  const token = await signToken(newOwner())
  const link = httpBatchLink({
    url: `${api.url}/trpc`,
    headers: { authorization: `Bearer ${token}` },
  })
  const client = createTRPCClient<AppRouter>({ links: [link] })
  const [list, get] = await Promise.all([
    client.conversation.list.query(),
    rejection(client.conversation.get.query({ conversationId: 'x' })),
  ])
  expect(list.items).toEqual([])
  expect(get.data?.reason).toBe('INVALID_INPUT')
})

const STREAMED =
  'Streamed responses (application/jsonl) are not served: use httpBatchLink in place of httpBatchStreamLink.'

const TOO_MANY = 'A batch holds at most 10 calls: set maxItems of the batch link to 10.'

describe('a link that is not served gets one sentence that says why, in every call', () => {
  const kinds: [string, (client: TRPCClient<AppRouter>) => Promise<unknown>][] = [
    ['public queries', ({ health }) => health.query()],
    ['queries', ({ conversation }) => conversation.list.query()],
    ['changes', ({ conversation }) => conversation.start.mutate({ title: 'x' })],
  ]
  const links = [
    ['httpBatchStreamLink', httpBatchStreamLink, 1, STREAMED],
    ['httpBatchStreamLink', httpBatchStreamLink, 12, STREAMED],
    ['httpBatchLink', httpBatchLink, 12, TOO_MANY],
  ] as const

  test.each(
    links.flatMap(([name, link, count, sentence]) =>
      kinds.map(([kind, call]) => ({ name, link, count, sentence, kind, call })),
    ),
  )('$name: $count $kind', async ({ link, count, sentence, call }) => {
    await using api = await startApi()
    const owner = newOwner()
    const headers = { authorization: `Bearer ${await signToken(owner)}` }
    const client = createTRPCClient<AppRouter>({
      links: [link({ url: `${api.url}/trpc`, headers })],
    })
    const calls = await Promise.all(Array.from({ length: count }, () => rejection(call(client))))
    for (const { message, data } of calls) {
      expect(message).toBe(sentence)
      expect(data).toMatchObject({ httpStatus: 400, reason: 'INVALID_INPUT' })
    }
    expect((await api.store.forOwner(owner).list()).items).toEqual([])
  })
})

test('a streamed response is rejected even if it is one of several accepted types', async () => {
  await using api = await startApi()
  const headers = { accept: 'application/json, application/jsonl' }
  const response = await api.request('/trpc/health?batch=1', { headers })
  expect(await problem(response)).toEqual(invalid(400, STREAMED, 'accept'))
})

test('an unread body, after a 401, is not taken for the next request', async () => {
  await using api = await startApi()
  const body = JSON.stringify({ title: 'x'.repeat(100_000) })
  const stranger =
    'POST /trpc/conversation.start HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n' +
    `content-length: ${body.length}\r\n\r\n${body}`
  const next = 'GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'
  const responses = await exchange(api.url, stranger + next)
  expect(responses.map(({ status }) => status)).toEqual([401, 200])
})

test('a client that disconnects in the middle of a body counts as INVALID_INPUT, not as INTERNAL', async () => {
  await using api = await startApi()
  const { hostname, port } = new URL(api.url)
  const socket = connect(Number(port), hostname)
  socket.write(
    'POST /trpc/conversation.start HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n' +
      `authorization: Bearer ${await signToken(newOwner())}\r\ncontent-length: 99\r\n\r\n{"ti`,
  )
  const metrics = () => api.registry.metrics()
  await expect.poll(metrics).toContain('threadkeep_http_requests_in_flight{route="/trpc"} 1')
  socket.destroy()
  const ended = 'threadkeep_requests_total{procedure="conversation.start",outcome='
  await expect.poll(metrics).toContain(`${ended}"INVALID_INPUT"} 1`)
  expect(await metrics()).toContain(`${ended}"INTERNAL"} 0`)
})
