import { type FaultProxy, startProxy, startRedis } from '@threadkeep/store/testing'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { PATIENCE, startApi } from './support/api-process.ts'
import { connect, failureOf } from './support/connect.ts'
import { calls, loseReply, replaceReply } from './support/lost-replies.ts'

const TEXT = { type: 'text', text: 'Hello' } as const

const api = await startApi()
const proxy: FaultProxy = await startProxy({ port: Number(new URL(api.url).port) })
const url = `http://127.0.0.1:${proxy.port}`
afterEach(() => proxy.heal())
afterAll(async () => {
  await proxy.stop()
  await api[Symbol.asyncDispose]()
})

describe('a response that is lost on its way', () => {
  test('does not start a second conversation', async () => {
    const { conversation, failures } = await connect(url)
    loseReply(proxy, 'start', 2)
    const { id } = await conversation.start.mutate({ title: 'Leave' })
    expect(failures).toEqual(['start UNREACHABLE again', 'start UNREACHABLE again'])
    const { items } = await conversation.list.query()
    expect(items.map((item) => item.id)).toEqual([id])
  })

  test('does not store a message twice, nor ask the agent again', async () => {
    const { conversation, failures } = await connect(url)
    const { id: conversationId } = await conversation.start.mutate({})
    loseReply(proxy, 'send')
    const sent = await conversation.send.mutate({ conversationId, content: TEXT })
    expect(failures).toEqual(['send UNREACHABLE again'])
    expect(sent.replayed).toBe(true)
    const { items } = await conversation.messages.query({ conversationId })
    expect(items).toEqual([sent.message, ...sent.replies])
  })

  test('cut in its middle is as good as none', async () => {
    const { conversation, failures } = await connect(url)
    proxy.inject({ kind: 'truncate-reply', bytes: 900, when: calls('start'), times: 1 })
    await conversation.start.mutate({})
    expect(failures).toEqual(['start UNREACHABLE again'])
    expect((await conversation.list.query()).items).toHaveLength(1)
  })

  test('of a delete does not fail its retry', async () => {
    const { conversation, failures } = await connect(url)
    const { id: conversationId } = await conversation.start.mutate({})
    loseReply(proxy, 'delete')
    expect(await conversation.delete.mutate({ conversationId })).toEqual({ deleted: true })
    expect(failures).toEqual(['delete UNREACHABLE again'])
    expect(await failureOf(conversation.delete.mutate({ conversationId }))).toBe(
      'CONVERSATION_NOT_FOUND',
    )
  })

  test('of a change is repeated under its key, on a revision as well', async () => {
    const { conversation, failures } = await connect(url)
    const { id: conversationId } = await conversation.start.mutate({})
    loseReply(proxy, 'rename')
    await conversation.rename.mutate({ conversationId, title: 'Two' })
    loseReply(proxy, 'setStatus')
    await conversation.setStatus.mutate({ conversationId, status: 'archived' })
    expect(failures).toEqual(['rename UNREACHABLE again', 'setStatus UNREACHABLE again'])

    const { revision } = await conversation.get.query({ conversationId })
    loseReply(proxy, 'rename')
    const onRevision = { conversationId, expectedRevision: revision }
    const renamed = await conversation.rename.mutate({ ...onRevision, title: 'Three' })
    expect(renamed).toMatchObject({ title: 'Three', revision: revision + 1 })
    expect(failures).toHaveLength(3)
    const after = await conversation.get.query({ conversationId })
    expect(after).toMatchObject({ title: 'Three', revision: revision + 1 })
  })

  test('of erasing all is an error: a retry would erase what came after', async () => {
    const { conversation, failures } = await connect(url)
    await conversation.start.mutate({})
    loseReply(proxy, 'eraseAll')
    expect(await failureOf(conversation.eraseAll.mutate({ confirm: true }))).toBe('UNREACHABLE')
    expect(failures).toEqual(['eraseAll UNREACHABLE'])
  })
})

test('calls that failed together are tried again together', async () => {
  const { conversation, failures } = await connect(url)
  const before = api.requests().length
  loseReply(proxy, 'list')
  await Promise.all([conversation.list.query(), conversation.list.query()])
  expect(failures).toEqual(['list UNREACHABLE again', 'list UNREACHABLE again'])
  const sizes = () =>
    api
      .requests()
      .slice(before)
      // What earlier tests asked for may be logged late.
      .filter(({ procedures }) => procedures.every((procedure) => procedure.endsWith('list')))
      .map(({ procedures }) => procedures.length)
  await expect.poll(sizes).toEqual([2, 2])
})

describe('a proxy’s response in place of ours', () => {
  test.each(['502 Bad Gateway', '503 Service Unavailable', '504 Gateway Timeout'])(
    '%s is worth another attempt',
    async (status) => {
      const { conversation, failures } = await connect(url)
      replaceReply(proxy, 'start', status)
      await conversation.start.mutate({})
      expect(failures).toEqual(['start UNREACHABLE again'])
      expect((await conversation.list.query()).items).toHaveLength(1)
    },
  )

  test.each(['200 OK', '401 Unauthorized', '404 Not Found', '413 Too Large', '501 Oh No'])(
    '%s is not',
    async (status) => {
      const { conversation, failures } = await connect(url)
      replaceReply(proxy, 'list', status)
      expect(await failureOf(conversation.list.query())).toBe('UNREACHABLE')
      expect(failures).toEqual(['list UNREACHABLE'])
    },
  )

  test.each([
    ['seconds', () => '1'],
    ['a time', () => new Date(Date.now() + 2000).toUTCString()],
  ])('is heard when it asks to wait, in %s', async (_how, value) => {
    const { conversation, failures } = await connect(url)
    replaceReply(proxy, 'list', '429 Too Many Requests', `retry-after: ${value()}\r\n`)
    const startedAt = performance.now()
    await conversation.list.query()
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990)
    expect(failures).toEqual(['list UNREACHABLE again'])
  })
})

describe('a server that does not respond', () => {
  test('is asked as often as was said, and no more', async () => {
    const { conversation, failures } = await connect(url, { retry: { attempts: 3 } })
    proxy.refuse()
    proxy.cutAll()
    expect(await failureOf(conversation.list.query())).toBe('UNREACHABLE')
    await proxy.accept()
    const again = 'list UNREACHABLE again'
    expect(failures).toEqual([again, again, 'list UNREACHABLE'])
  })

  test('is given up attempt by attempt, and responds to a later one', async () => {
    const { conversation, failures } = await connect(url, { retry: { attemptMs: 200 } })
    proxy.inject({ kind: 'black-hole' })
    const started = conversation.start.mutate({})
    await expect.poll(() => failures.length).toBe(1)
    proxy.heal()
    await started
    expect((await conversation.list.query()).items).toHaveLength(1)
  })

  test('is given up altogether after the total time, whatever attempts are left', async () => {
    const retry = { attempts: 1000, attemptMs: 600_000, totalMs: 300 }
    const { conversation, failures } = await connect(url, { retry })
    proxy.inject({ kind: 'black-hole' })
    expect(await failureOf(conversation.list.query())).toBe('UNREACHABLE')
    expect(failures).toEqual(['list UNREACHABLE'])
  })
})

test('a store that is away for a moment is a call that takes a moment', async () => {
  await using redis = await startRedis({ appendonly: true, config: { appendfsync: 'always' } })
  await using onRedis = await startApi({ REDIS_URL: redis.url })
  const { conversation, failures } = await connect(onRedis.url, { retry: { attempts: 20 } })
  const { id: conversationId } = await conversation.start.mutate({})

  await redis.kill()
  const sent = conversation.send.mutate({ conversationId, content: TEXT })
  await expect.poll(() => failures[0], PATIENCE).toBe('send STORE_UNAVAILABLE again')
  await redis.restart()
  const { message, replies } = await sent

  // Frozen, it may have taken the command that nobody waits for any longer.
  failures.length = 0
  redis.signal('SIGSTOP')
  const later = conversation.send.mutate({ conversationId, content: TEXT })
  await expect.poll(() => failures[0], PATIENCE).toBe('send STORE_UNAVAILABLE again')
  redis.signal('SIGCONT')
  const after = await later

  const { items } = await conversation.messages.query({ conversationId })
  expect(items).toEqual([message, ...replies, after.message, ...after.replies])
})
