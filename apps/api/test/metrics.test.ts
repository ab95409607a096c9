import { EventEmitter, once } from 'node:events'
import type { Agent } from '@threadkeep/agents'
import { createTRPCClient, httpBatchLink } from '@trpc/client'
import { Gauge } from 'prom-client'
import { expect, test } from 'vitest'
import type { AppRouter } from '../src/index.ts'
import { createRegistry } from '../src/observability/metrics/registry.ts'
import { startApi } from './support/api.ts'
import { counted, readMetrics } from './support/metrics.ts'
import { newOwner } from './support/owners.ts'
import { rejection } from './support/rejection.ts'
import { startConversation } from './support/started-conversation.ts'
import { signToken } from './support/tokens.ts'

const REQUESTS = 'threadkeep_requests_total'
const OPERATIONS = 'threadkeep_store_operations_total'
const RESPONSES = 'threadkeep_http_responses_total'

test('/metrics is text for Prometheus, without a token, and never kept by a cache', async () => {
  await using api = await startApi()
  const response = await api.request('/metrics')
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.text()).toContain('threadkeep_build_info{version="1.2.3"} 1')
})

test('metrics are named as Prometheus wants it: units in seconds, counters in totals', async () => {
  await using api = await startApi()
  for (const { name, help, type } of await api.registry.getMetricsAsJSON()) {
    expect(help).toMatch(/\.$/)
    if (String(type) === 'counter') expect(name).toMatch(/^threadkeep_[a-z_]+_total$/)
    if (String(type) === 'histogram') expect(name).toMatch(/^threadkeep_[a-z_]+_seconds$/)
    if (String(type) === 'gauge') expect(name).toMatch(/^threadkeep_[a-z_]+(?<!_total)$/)
  }
})

test('every call of a procedure is counted by how it ended, and timed', async () => {
  await using api = await startApi({ rateLimitPerMinute: 10 })
  const owner = newOwner()
  const { conversation, conversationId } = await startConversation(api, owner)
  const content = { type: 'text', text: 'Hello' } as const
  const send = { conversationId, content, idempotencyKey: 'once' }
  await conversation.send.mutate(send)
  await conversation.send.mutate(send)
  await rejection(conversation.send.mutate({ ...send, content: { type: 'text', text: 'Other' } }))
  await rejection(conversation.rename.mutate({ conversationId, title: 'Old', expectedRevision: 1 }))
  await rejection(conversation.get.query({ conversationId: 'no-uuid' }))

  const authorization = `Bearer ${await signToken(owner)}`
  const link = httpBatchLink({ url: `${api.url}/trpc`, headers: { authorization } })
  const batching = createTRPCClient<AppRouter>({ links: [link] })
  await Promise.all([1, 2, 3].map(() => batching.conversation.list.query()))
  const nobody = createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${api.url}/trpc` })] })
  await rejection(nobody.conversation.list.query())
  const rest = { method: 'POST', headers: { authorization, 'content-type': 'application/json' } }
  await api.request('/api/chat/list-conversations', { ...rest, body: '{}' })
  await rejection(conversation.list.query())

  const metrics = await readMetrics(api)
  expect(counted(metrics, REQUESTS)).toEqual({
    '{procedure="conversation.start",outcome="ok"}': 1,
    '{procedure="conversation.send",outcome="ok"}': 2,
    '{procedure="conversation.send",outcome="IDEMPOTENCY_KEY_REUSED"}': 1,
    '{procedure="conversation.rename",outcome="REVISION_CONFLICT"}': 1,
    '{procedure="conversation.get",outcome="INVALID_INPUT"}': 1,
    '{procedure="conversation.list",outcome="ok"}': 4,
    '{procedure="conversation.list",outcome="UNAUTHENTICATED"}': 1,
    '{procedure="conversation.list",outcome="RATE_LIMITED"}': 1,
  })
  expect(counted(metrics, OPERATIONS)).toEqual({
    '{operation="start",outcome="ok"}': 1,
    // The message and the reply of the first send; the second found both, and read the reply.
    '{operation="append",outcome="ok"}': 1,
    '{operation="endRun",outcome="ok"}': 1,
    '{operation="append",outcome="replayed"}': 1,
    '{operation="sync",outcome="ok"}': 1,
    '{operation="messages",outcome="ok"}': 1,
    '{operation="append",outcome="IDEMPOTENCY_KEY_REUSED"}': 1,
    '{operation="update",outcome="REVISION_CONFLICT"}': 1,
    '{operation="list",outcome="ok"}': 4,
  })
  const durations = 'threadkeep_request_duration_seconds'
  expect(metrics.get(`${durations}_count{procedure="conversation.list"}`)).toBe(6)
  expect(metrics.get(`${durations}_bucket{le="+Inf",procedure="conversation.list"}`)).toBe(6)
  const seconds = metrics.get(`${durations}_sum{procedure="conversation.list"}`)
  expect(seconds).toBeGreaterThan(0)
  expect(seconds).toBeLessThan(30)
  expect(metrics.get('threadkeep_store_operation_duration_seconds_count{operation="list"}')).toBe(4)
})

test('what alerts look at is there before it happens, for every procedure', async () => {
  await using api = await startApi()
  const metrics = await readMetrics(api)
  for (const outcome of ['ok', 'STORE_UNAVAILABLE', 'DATA_LOSS', 'INTERNAL']) {
    for (const procedure of ['health', 'conversation.send', 'conversation.eraseAll']) {
      const labels = `{procedure="${procedure}",outcome="${outcome}"}`
      expect(metrics.get(REQUESTS + labels)).toBe(0)
    }
  }
})

test('nothing that callers choose becomes a label, however much they try', async () => {
  await using api = await startApi()
  const ask = async (tag: string) => {
    const token = await signToken(newOwner(`user-${tag}`))
    const headers = { authorization: `Bearer ${token}`, 'x-request-id': tag, 'user-agent': tag }
    const paths = [`/${tag}`, `/trpc/${tag}`, `/trpc/conversation.${tag}`, `/dev/${tag}`]
    const batch = `/trpc/conversation.list,${tag}?batch=1&input=${tag}`
    const read = `/trpc/conversation.get?input=${JSON.stringify({ conversationId: tag })}`
    for (const path of [...paths, batch, read]) await api.request(path, { headers })
    await api.request('/trpc/conversation.list', { method: tag.toUpperCase(), headers })
  }
  await readMetrics(api)
  await ask('canary')
  const series = [...(await readMetrics(api)).keys()]
  expect(series.join('\n')).not.toMatch(/canary/i)
  for (let n = 0; n < 5; n++) await ask(`canary${n}`)
  expect([...(await readMetrics(api)).keys()]).toEqual(series)
})

test('HTTP responses are counted by route and status, also of requests that reach no procedure', async () => {
  await using api = await startApi()
  for (const path of ['/livez', '/nowhere', '/trpc/nothing']) await api.request(path)
  await api.request('/trpc/conversation.start', { method: 'POST', body: 'x' })
  const responses = async () => {
    const all = Object.entries(counted(await readMetrics(api), RESPONSES))
    return Object.fromEntries(all.filter(([labels]) => !labels.includes('/metrics')))
  }
  await expect.poll(responses).toEqual({
    '{route="/livez",status="200"}': 1,
    '{route="other",status="404"}': 1,
    '{route="/trpc",status="404"}': 1,
    '{route="/trpc",status="415"}': 1,
  })
})

test('requests that are under way are counted, and those whose callers left', async () => {
  const thinking = new EventEmitter()
  const agent: Agent = {
    name: 'thinking',
    onInterrupted: 'fail',
    async *respond() {
      await once(thinking, 'done')
      yield { type: 'status', text: 'Done' }
    },
  }
  await using api = await startApi({ agent })
  const owner = newOwner()
  const { conversationId } = await startConversation(api, owner)
  const caller = new AbortController()
  const left = api.request('/trpc/conversation.send', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await signToken(owner)}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ conversationId, content: { type: 'text', text: 'Hello' } }),
    signal: caller.signal,
  })
  const underWay = async () =>
    counted(await readMetrics(api), 'threadkeep_http_requests_in_flight{route="/trpc"}')
  await expect.poll(underWay).toEqual({ '': 1 })
  caller.abort()
  await expect(left).rejects.toThrow('aborted')
  await expect.poll(underWay).toEqual({})
  thinking.emit('done')
  const responses = async () => counted(await readMetrics(api), `${RESPONSES}{route="/trpc"`)
  await expect.poll(responses).toEqual({ ',status="200"}': 1, ',status="aborted"}': 1 })
})

test('scrapes at the same time share one text', async () => {
  const registry = createRegistry('1.2.3')
  let made = 0
  new Gauge({
    name: 'collected',
    help: 'How often the text was made.',
    registers: [registry],
    collect() {
      made += 1
      this.set(made)
    },
  })
  await using api = await startApi({ registry })
  const scrape = async () => (await api.request('/metrics')).text()
  const texts = await Promise.all(Array.from({ length: 20 }, scrape))
  expect(made).toBeLessThan(10)
  for (const text of texts) expect(text).toContain('threadkeep_build_info')
  // A later one is not given an old text.
  const last = made
  expect(await scrape()).toContain(`collected ${last + 1}`)
})
