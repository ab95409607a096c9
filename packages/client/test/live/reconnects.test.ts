import { createServer } from 'node:http'
import { type FaultProxy, startProxy, startRedis } from '@threadkeep/store/testing'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { failureReason } from '../../src/index.ts'
import { PATIENCE, startApi } from '../support/api-process.ts'
import { connect } from '../support/connect.ts'
import { repliesIn, saidIn, startWatching } from '../support/watching.ts'

const api = await startApi({ ECHO_DELAY_MS: '10' })
const proxy: FaultProxy = await startProxy({ port: Number(new URL(api.url).port) })
const proxied = `http://127.0.0.1:${proxy.port}`
afterEach(() => proxy.heal())
afterAll(async () => {
  await proxy.stop()
  await api[Symbol.asyncDispose]()
})

const text = Array.from({ length: 60 }, (_, index) => `wörd${index}`).join(' ')
const content = { type: 'text', text } as const
const reply = `You said: ${text}`

test('connections cut at any moment cost the sequence nothing: each event once, in order', async () => {
  const { client, conversation, owner, failures } = await connect(proxied)
  const direct = await connect(api.url, { owner })
  const { id: conversationId } = await conversation.start.mutate({})
  await using watching = startWatching(client, conversationId)
  await expect.poll(() => watching.events.length, PATIENCE).toBe(1)
  for (let message = 1; message <= 5; message += 1) {
    const { conversation: calls } = direct
    await calls.send.mutate({ conversationId, content, wait: false })
    const runs = () =>
      watching.events.filter(({ data }) => data.type === 'run' && data.run.status === 'completed')
    for (let said = 0; runs().length < message; said = watching.events.length) {
      await expect.poll(() => watching.events.length, PATIENCE).toBeGreaterThan(said)
      proxy.cutAll()
    }
  }
  expect(failures.length).toBeGreaterThan(5)
  expect(new Set(failures)).toEqual(new Set(['watch UNREACHABLE again']))

  const { items } = await direct.conversation.messages.query({ conversationId })
  expect(watching.state().messages).toEqual(items)
  expect(repliesIn(watching.state())).toEqual(Array(5).fill(reply))
  const seqs = watching.events.flatMap(({ data }) =>
    data.type === 'message' ? [data.message.seq] : [],
  )
  expect(seqs).toEqual(items.map(({ seq }) => seq))
  for (const { id: runId } of items.filter(({ role }) => role === 'user')) {
    const ofRun = watching.events.filter(({ data }) => 'runId' in data && data.runId === runId)
    expect(reply.startsWith(saidIn(ofRun))).toBe(true)
  }
  expect(watching.events.filter(({ data }) => data.type === 'reset')).toEqual([])
})

test('a stream that is cut inside a character or a line is taken up again behind its last event', async () => {
  const { client, conversation, owner } = await connect(proxied)
  const direct = await connect(api.url, { owner })
  const { id: conversationId } = await conversation.start.mutate({})
  proxy.inject({ kind: 'slice' })
  await using watching = startWatching(client, conversationId)
  await direct.conversation.send.mutate({ conversationId, content, wait: false })
  await expect.poll(() => saidIn(watching.events), PATIENCE).toContain('wörd3 ')
  proxy.cutAll()
  await expect.poll(() => watching.state().run?.status, PATIENCE).toBe('completed')
  expect(repliesIn(watching.state())).toEqual([reply])
})

describe('a watch outlives', () => {
  test.concurrent('its server, and goes on at the one that takes its place', async ({ expect }) => {
    await using redis = await startRedis()
    const variables = { REDIS_URL: redis.url, ECHO_DELAY_MS: '10' }
    const first = await startApi(variables)
    const { client, conversation, failures } = await connect(first.url)
    const { id: conversationId } = await conversation.start.mutate({})
    await using watching = startWatching(client, conversationId)
    await conversation.send.mutate({ conversationId, content, wait: false })
    await expect.poll(() => saidIn(watching.events), PATIENCE).toContain('wörd3 ')
    await first[Symbol.asyncDispose]()
    await using _second = await startApi({ ...variables, PORT: new URL(first.url).port })
    await expect.poll(() => watching.state().run?.status, PATIENCE).toBe('completed')
    expect(watching.events.map(({ data }) => data.type)).toContain('restarted')
    expect(repliesIn(watching.state())).toEqual([reply])
    expect(new Set(failures)).toEqual(new Set(['watch UNREACHABLE again']))
  })

  test.concurrent('an outage of Redis, which is distinguished from one of the server', async ({
    expect,
  }) => {
    await using redis = await startRedis({ appendonly: true })
    await using onRedis = await startApi({ REDIS_URL: redis.url })
    const { client, conversation, failures } = await connect(onRedis.url, {
      retry: { attempts: 20 },
    })
    const { id: conversationId } = await conversation.start.mutate({})
    await using watching = startWatching(client, conversationId)
    await expect.poll(() => watching.events.length, PATIENCE).toBe(1)
    await redis.kill()
    await expect.poll(() => failures[0], PATIENCE).toBe('watch STORE_UNAVAILABLE again')
    await redis.restart()
    await conversation.send.mutate({ conversationId, content })
    await expect.poll(() => repliesIn(watching.state()), PATIENCE).toEqual([reply])
    expect(watching.events.filter(({ data }) => data.type === 'reset')).toEqual([])
  })

  test('a proxy’s response in place of ours, but not one for good', async () => {
    const { client, conversation, failures } = await connect(proxied)
    const { id: conversationId } = await conversation.start.mutate({})
    const replace = (status: string) =>
      proxy.inject({
        kind: 'replace-reply',
        // The server still writes on this connection, and would not read a next request.
        by: Buffer.from(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`),
        when: (request) => request.includes('conversation.watch'),
        times: 1,
      })
    replace('502 Bad Gateway')
    await using watching = startWatching(client, conversationId)
    await expect.poll(() => watching.events.length, PATIENCE).toBe(1)
    expect(failures).toEqual(['watch UNREACHABLE again'])
    replace('404 Not Found')
    expect(failureReason(await startWatching(client, conversationId).ended)).toBe('UNREACHABLE')
    expect(failures.slice(1)).toEqual(['watch UNREACHABLE'])
  })

  test.each([
    ['silence: a connection on which not even a ping comes is given up', ''],
    ['an end in order: a watch has none, but that of its conversation', 'event: return\ndata:\n\n'],
  ])('%s', async (_what, last) => {
    const lastEventIds: unknown[] = []
    // One event, and then a network that dies without a word, or something that ends the response.
    const server = createServer((req, res) => {
      lastEventIds.push(req.headers['last-event-id'])
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      res.write('event: connected\ndata: {"reconnectAfterInactivityMs":50}\n\n')
      res.write(`data: {"type":"reset"}\nid: ${lastEventIds.length}\n\n${last}`)
      if (last !== '') res.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const { client, failures } = await connect(`http://127.0.0.1:${port}`)
    await using watching = startWatching(client, 'any')
    await expect.poll(() => watching.events.length, PATIENCE).toBeGreaterThan(2)
    expect(lastEventIds.slice(0, 3)).toEqual([undefined, '1', '2'])
    expect(failures[0]).toBe('watch UNREACHABLE again')
    server.closeAllConnections()
    server.close()
  })

  test('a server that does not even begin, connection by connection', async () => {
    const { client, conversation, failures } = await connect(proxied, { retry: { attemptMs: 200 } })
    const { id: conversationId } = await conversation.start.mutate({})
    proxy.inject({ kind: 'black-hole' })
    await using watching = startWatching(client, conversationId)
    await expect.poll(() => failures.length, PATIENCE).toBeGreaterThan(1)
    proxy.heal()
    await expect.poll(() => watching.events.length, PATIENCE).toBe(1)
  })
})
