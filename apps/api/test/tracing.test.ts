import { once } from 'node:events'
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node'
import { startRedis } from '@threadkeep/store/testing'
import { createTRPCClient, httpBatchLink } from '@trpc/client'
import express from 'express'
import { expect, test } from 'vitest'
import type { AppRouter } from '../src/index.ts'
import { traceStore } from '../src/observability/tracing/store-spans.ts'
import { traceParent } from '../src/observability/tracing/trace-parent.ts'
import { redisStore, startApi, urlOf } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { recordSpans } from './support/recorded-spans.ts'
import { rejection } from './support/rejection.ts'
import { startConversation } from './support/started-conversation.ts'
import { signToken } from './support/tokens.ts'

const { exporter, provider } = recordSpans()

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
    rejection(conversation.get.query({ conversationId: 'no-uuid' })),
  ])
  for (const call of [spanOf('conversation.list'), spanOf('conversation.get')]) {
    expect(call.parentSpanContext?.spanId).toBe(PARENT_ID)
  }
  expect(childrenOf(spanOf('conversation.list')).map(({ name }) => name)).toEqual(['list'])
  expect(childrenOf(spanOf('conversation.get'))).toEqual([])
})

test('calls that overlap on the one connection to Redis keep their own children', async () => {
  await using redis = await startRedis()
  await using api = await startApi({
    store: redisStore(redis.url, { observe: traceStore('redis') }),
  })
  const { conversation } = await api.as(newOwner())
  await Promise.all(Array.from({ length: 20 }, () => conversation.list.query()))
  const calls = exporter.getFinishedSpans().filter(({ kind }) => kind === SpanKind.SERVER)
  expect(calls).toHaveLength(20)
  const systems = calls.map((call) => childrenOf(call).map((span) => span.attributes[SYSTEM]))
  expect(systems).toEqual(calls.map(() => ['redis']))
})

test('an error of a caller is recorded and no failure, what we could not do is one', async () => {
  await using api = await startApi()
  const { conversation, conversationId } = await startConversation(api)
  await rejection(conversation.rename.mutate({ conversationId, title: 'x', expectedRevision: 9 }))
  const conflict = { 'threadkeep.outcome': 'REVISION_CONFLICT' }
  const rename = spanOf('conversation.rename')
  expect(rename.attributes).toMatchObject({ ...conflict, 'rpc.status_code': 'CONFLICT' })
  expect(childrenOf(rename).map(({ attributes }) => attributes)).toMatchObject([conflict])
  for (const span of [rename, ...childrenOf(rename)]) {
    expect(span.attributes).not.toHaveProperty('error.type')
    expect(span.status.code).toBe(SpanStatusCode.UNSET)
  }

  await api.store.close()
  await rejection(conversation.get.query({ conversationId }))
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
