import { afterAll, expect, test } from 'vitest'
import { failureReason, watch } from '../src/index.ts'
import { startApi } from './support/api-process.ts'
import { connect, failureOf } from './support/connect.ts'
import { startFrontServer } from './support/front-server.ts'
import { newOwner } from './support/owners.ts'
import { signToken } from './support/tokens.ts'

const NOT_RECEIVED = [408, 425, 429, 521, 523, 530]
const UNKNOWN = [500, 502, 503, 504, 520, 522, 524]
const FINAL = [400, 401, 402, 403, 404, 405, 406, 409, 410, 411, 412, 413, 414, 415, 418]
const OTHER_FINAL = [422, 426, 428, 431, 451, 501, 505, 507, 508, 511, 525, 526]

const SCOPE = 'append'
const api = await startApi({ AUTH_APPEND_SCOPE: SCOPE })
const front = await startFrontServer(api.url)
afterAll(async () => {
  await front[Symbol.asyncDispose]()
  await api[Symbol.asyncDispose]()
})

const content = { type: 'text', text: 'Hello' } as const

test.each([...NOT_RECEIVED, ...UNKNOWN, ...FINAL, ...OTHER_FINAL])(
  'after a %i of a proxy',
  async (status) => {
    const owner = newOwner()
    const { client, conversation, failures } = await connect(front.url, {
      owner,
      token: await signToken(owner, undefined, { scope: SCOPE }),
      retry: { baseDelayMs: 1, attempts: 2 },
    })
    const { id: conversationId } = await conversation.start.mutate({})
    const byId = { conversationId }
    const keyed = {
      start: () => conversation.start.mutate({}),
      send: () => conversation.send.mutate({ ...byId, content }),
      regenerate: () => conversation.regenerate.mutate(byId),
      edit: () => conversation.edit.mutate({ ...byId, seq: 1, content }),
      append: () =>
        conversation.append.mutate({ ...byId, messages: [{ role: 'assistant', content }] }),
      redact: () => conversation.redact.mutate({ ...byId, seq: 2 }),
      rename: () => conversation.rename.mutate({ ...byId, title: 'Travel' }),
      setMetadata: () => conversation.setMetadata.mutate({ ...byId, metadata: { pinned: true } }),
      setStatus: () => conversation.setStatus.mutate({ ...byId, status: 'completed' }),
      setStatusMany: () =>
        conversation.setStatusMany.mutate({
          conversationIds: [conversationId],
          status: 'archived',
        }),
    }
    const queries = {
      health: () => client.health.query(),
      get: () => conversation.get.query(byId),
      list: () => conversation.list.query({}),
      messages: () => conversation.messages.query(byId),
    }
    const last = {
      stop: () => conversation.stop.mutate(byId),
      delete: () => conversation.delete.mutate(byId),
      deleteMany: () => conversation.deleteMany.mutate({ conversationIds: [conversationId] }),
      eraseAll: () => conversation.eraseAll.mutate({ confirm: true }),
    }

    for (const [name, call] of Object.entries({ ...queries, ...keyed, ...last })) {
      failures.length = 0
      front.failNext(status)
      const outcome = await call().then(
        () => 'succeeded',
        () => 'failed',
      )
      const isRepeatable = name !== 'eraseAll' && name !== 'stop'
      const retried = NOT_RECEIVED.includes(status) || (UNKNOWN.includes(status) && isRepeatable)
      expect([name, outcome, failures]).toEqual([
        name,
        retried ? 'succeeded' : 'failed',
        [`${name} UNREACHABLE${retried ? ' again' : ''}`],
      ])
    }
  },
)

test('a watch goes on after the same statuses', async () => {
  const owner = newOwner()
  const token = await signToken(owner)
  const { conversation } = await connect(api.url, { owner })
  const { id } = await conversation.start.mutate({})
  const ended: number[] = []
  const resumed: number[] = []
  const all = [...NOT_RECEIVED, ...UNKNOWN, ...FINAL, ...OTHER_FINAL]
  for (const status of all) {
    let connections = 0
    const { client } = await connect(api.url, {
      token,
      retry: { baseDelayMs: 1 },
      fetch: async (url, init) => {
        connections += 1
        return connections === 1 ? new Response('<html></html>', { status }) : fetch(url, init)
      },
    })
    const stop = new AbortController()
    try {
      for await (const _event of watch(client, id, { signal: stop.signal })) stop.abort()
      resumed.push(status)
    } catch (error) {
      expect(failureReason(error)).toBe('UNREACHABLE')
      ended.push(status)
    }
  }
  expect(resumed).toEqual([...NOT_RECEIVED, ...UNKNOWN])
  expect(ended).toEqual([...FINAL, ...OTHER_FINAL])
})

test.each([
  {},
  null,
  { message: 'Endpoint request timed out' },
  { error: 'Bad Gateway' },
  { error: { code: 502, message: 'upstream', status: 'UNAVAILABLE' } },
])('JSON of a proxy, %j, is as good as its page', async (body) => {
  const { conversation, failures } = await connect(front.url, { retry: { baseDelayMs: 1 } })
  front.failNext(502, body)
  await conversation.start.mutate({})
  front.failNext(404, body)
  expect(await failureOf(conversation.list.query())).toBe('UNREACHABLE')
  expect(failures).toEqual(['start UNREACHABLE again', 'list UNREACHABLE'])
})

test('all calls of a client share one budget of retries', async () => {
  const { conversation, failures } = await connect('http://127.0.0.1:9', {
    retry: { baseDelayMs: 1, attempts: 10, perMinute: 3 },
  })
  const outcomes = await Promise.allSettled([
    conversation.list.query({}),
    conversation.get.query({ conversationId: 'a' }),
    conversation.messages.query({ conversationId: 'a' }),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(failures.filter((failure) => failure.endsWith(' again'))).toHaveLength(3)
  expect(failures).toHaveLength(6)
})

test('a request that came too slowly for the API is sent again', async () => {
  const { conversation, failures } = await connect(front.url, { retry: { baseDelayMs: 1 } })
  front.failNext(408, {
    error: { message: '', code: -32008, data: { httpStatus: 408, reason: 'INVALID_INPUT' } },
  })
  await conversation.start.mutate({})
  expect(failures).toEqual(['start INVALID_INPUT again'])
})
