import { once } from 'node:events'
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node'
import { createAgent } from '@threadkeep/agents'
import { inTurn } from '@threadkeep/agents/testing'
import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { StoreUnavailableError } from '@threadkeep/store'
import { startRedis } from '@threadkeep/store/testing'
import { createTRPCClient, httpBatchLink } from '@trpc/client'
import express from 'express'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { parseEnv } from '../src/env.ts'
import type { AppRouter } from '../src/index.ts'
import { traceStore } from '../src/observability/tracing/store-spans.ts'
import { traceParent } from '../src/observability/tracing/trace-parent.ts'
import { PROVIDERS } from './agents/support/providers.ts'
import { clientWith, memoryStore, redisStore, startApi, urlOf } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { refusal } from './support/refusal.ts'
import { startConversation } from './support/started-conversation.ts'
import { signToken } from './support/tokens.ts'

const exporter = new InMemorySpanExporter()
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })

beforeAll(() => provider.register())
beforeEach(() => exporter.reset())
afterAll(() => provider.shutdown())

/** A span's place in time is read off a clock of whole milliseconds; durations are exact. */
const CLOCK_MS = 1

const SYSTEM = 'db.system.name'
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c'
const PARENT_ID = 'b7ad6b7169203331'
const TRACEPARENT = { traceparent: `00-${TRACE_ID}-${PARENT_ID}-01` }

function spanOf(name: string): ReadableSpan {
  const [span, ...others] = exporter.getFinishedSpans().filter((each) => each.name === name)
  if (span === undefined || others.length > 0) throw new Error(`not one span is named ${name}`)
  return span
}

function childrenOf(parent: ReadableSpan): ReadableSpan[] {
  const { spanId } = parent.spanContext()
  return exporter.getFinishedSpans().filter((span) => span.parentSpanContext?.spanId === spanId)
}

test('a call is a span of its caller’s trace, and what the store did for it are its children', async () => {
  await using api = await startApi()
  const owner = newOwner()
  const { conversationId } = await startConversation(api, owner)
  exporter.reset()
  const authorization = `Bearer ${await signToken(owner)}`
  const response = await api.request('/trpc/conversation.send', {
    method: 'POST',
    headers: { ...TRACEPARENT, authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ conversationId, content: { type: 'text', text: 'Hello' } }),
  })

  const call = spanOf('conversation.send')
  expect(call.kind).toBe(SpanKind.SERVER)
  expect(call.spanContext().traceId).toBe(TRACE_ID)
  expect(call.parentSpanContext).toMatchObject({ spanId: PARENT_ID, isRemote: true })
  expect(call.attributes).toEqual({
    'rpc.system.name': 'trpc',
    'rpc.method': 'conversation.send',
    'rpc.status_code': 'OK',
    'threadkeep.outcome': 'ok',
    'threadkeep.request_id': response.headers.get('x-request-id'),
  })
  expect(call.status.code).toBe(SpanStatusCode.UNSET)

  const children = childrenOf(call)
  expect(children.map(({ name }) => name)).toEqual(['append', 'endRun'])
  for (const child of children) {
    expect(child.kind).toBe(SpanKind.CLIENT)
    expect(child.attributes).toEqual({
      'db.system.name': 'memory',
      'db.operation.name': child.name,
      'threadkeep.outcome': 'ok',
    })
    expect(milliseconds(child.startTime)).toBeGreaterThan(milliseconds(call.startTime) - CLOCK_MS)
    expect(milliseconds(child.endTime)).toBeLessThan(milliseconds(call.endTime) + CLOCK_MS)
    expect(milliseconds(child.duration)).toBeLessThan(milliseconds(call.duration))
  }
})

function milliseconds([seconds, nanoseconds]: ReadableSpan['startTime']): number {
  return seconds * 1e3 + nanoseconds / 1e6
}

test('the request’s line in the log names its trace, and only where there is one', async () => {
  await using api = await startApi()
  await api.request('/trpc/health', { headers: TRACEPARENT })
  await api.request('/trpc/nothing', { headers: TRACEPARENT })
  await expect.poll(() => api.logged.length).toBe(2)
  const [health, nothing] = api.logged.map((line) => JSON.parse(line))
  expect(health.traceIds).toEqual([TRACE_ID])
  expect(nothing).not.toHaveProperty('traceIds')
})

test('the calls of a batch are spans each, in the one trace of their request', async () => {
  await using api = await startApi()
  const headers = { ...TRACEPARENT, authorization: `Bearer ${await signToken(newOwner())}` }
  const link = httpBatchLink({ url: `${api.url}/trpc`, headers })
  const { conversation } = createTRPCClient<AppRouter>({ links: [link] })
  await Promise.all([
    conversation.list.query({ limit: 1 }),
    refusal(conversation.get.query({ conversationId: 'no-uuid' })),
  ])
  for (const call of [spanOf('conversation.list'), spanOf('conversation.get')]) {
    expect(call.parentSpanContext?.spanId).toBe(PARENT_ID)
  }
  expect(childrenOf(spanOf('conversation.list')).map(({ name }) => name)).toEqual(['list'])
  expect(childrenOf(spanOf('conversation.get'))).toEqual([])
})

test('calls that overlap on the one connection to Redis keep their own children', async () => {
  await using redis = await startRedis()
  await using api = await startApi({ store: redisStore(redis.url, traceStore('redis')) })
  const { conversation } = await api.as(newOwner())
  await Promise.all(Array.from({ length: 20 }, () => conversation.list.query()))
  const calls = exporter.getFinishedSpans().filter(({ kind }) => kind === SpanKind.SERVER)
  expect(calls).toHaveLength(20)
  const systems = calls.map((call) => childrenOf(call).map((span) => span.attributes[SYSTEM]))
  expect(systems).toEqual(calls.map(() => ['redis']))
})

test('what a caller did wrong is told and no failure, what we could not do is one', async () => {
  await using api = await startApi()
  const { conversation, conversationId } = await startConversation(api)
  await refusal(conversation.rename.mutate({ conversationId, title: 'x', expectedRevision: 9 }))
  const conflict = { 'threadkeep.outcome': 'REVISION_CONFLICT' }
  const rename = spanOf('conversation.rename')
  expect(rename.attributes).toMatchObject({ ...conflict, 'rpc.status_code': 'CONFLICT' })
  expect(childrenOf(rename).map(({ attributes }) => attributes)).toMatchObject([conflict])
  for (const span of [rename, ...childrenOf(rename)]) {
    expect(span.attributes).not.toHaveProperty('error.type')
    expect(span.status.code).toBe(SpanStatusCode.UNSET)
  }

  await api.store.close()
  await refusal(conversation.get.query({ conversationId }))
  const get = spanOf('conversation.get')
  expect(get.attributes).toMatchObject({
    'threadkeep.outcome': 'STORE_UNAVAILABLE',
    'rpc.status_code': 'SERVICE_UNAVAILABLE',
    'error.type': 'STORE_UNAVAILABLE',
  })
  expect(get.status.code).toBe(SpanStatusCode.ERROR)
})

test('under a span of HTTP’s own instrumentation, that span is the parent', async () => {
  const http = provider.getTracer('http').startSpan('GET')
  const app = express().use((_req, _res, next) => {
    context.with(trace.setSpan(context.active(), http), () => next())
  })
  app.use(traceParent).get('/', (_req, res) => {
    res.send(trace.getActiveSpan()?.spanContext().spanId)
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const response = await fetch(urlOf(server), { headers: TRACEPARENT })
  server.close()
  expect(await response.text()).toBe(http.spanContext().spanId)
})

test('no span holds what people wrote, who they are, or how they proved it', async () => {
  const canaries = ['canary-title', 'canary-text', 'canary-key', 'canary-meta', 'canary-detail']
  const [title, text, idempotencyKey, meta, detail] = canaries
  const store = memoryStore(DEFAULT_LIMITS, traceStore('memory'))
  await using api = await startApi({
    store: {
      ...store,
      forOwner: (owner) => ({
        ...store.forOwner(owner),
        list: () => Promise.reject(new StoreUnavailableError('unknown', String(detail))),
        setStatus: () => Promise.reject(new Error(detail)),
      }),
    },
  })
  const owner = newOwner('canary-user')
  const token = await signToken(owner)
  const { conversation } = clientWith(api.url, token)
  const { id: conversationId } = await conversation.start.mutate({ title, metadata: { meta } })
  const content = { type: 'text', text: String(text) } as const
  await conversation.send.mutate({ conversationId, content, idempotencyKey })
  await refusal(conversation.send.mutate({ conversationId: String(text), content }))
  await refusal(conversation.list.query())
  await refusal(conversation.setStatus.mutate({ conversationId, status: 'archived' }))

  const said = exporter.getFinishedSpans().map(({ name, attributes, status, events, links }) => {
    return { name, attributes, status, events, links }
  })
  expect(said.map(({ name }) => name)).toContain('conversation.setStatus')
  const everything = JSON.stringify(said)
  expect(everything).not.toContain('canary')
  for (const secret of [token, owner.tenantId, conversationId]) {
    expect(everything).not.toContain(secret)
  }
})

test.each(Object.entries(PROVIDERS))(
  'no trace of a run of the agent %s has a secret or a text',
  async (_name, { failures, success, start }) => {
    await using started = await start(inTurn(...failures, success))
    const agent = await createAgent(parseEnv(started.variables).agent)
    await using api = await startApi({ agent })
    const { conversation, conversationId } = await startConversation(api)
    const input = { conversationId, content: { type: 'text', text: 'canary-text' } } as const
    for (const _each of failures) await refusal(conversation.send.mutate(input))
    await conversation.send.mutate(input)

    const spans = exporter.getFinishedSpans()
    expect(spans.length).toBeGreaterThan(failures.length)
    const written = spans.map(({ name, attributes, events, links, status }) =>
      JSON.stringify({ name, attributes, events, links, status }),
    )
    expect(written.join('\n')).not.toContain('canary')
  },
)
