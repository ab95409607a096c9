import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RestErrorSchema } from '../src/rest/write-response.ts'
import { type Api, startApi } from './support/api.ts'
import { readMetrics } from './support/metrics.ts'
import { newOwner } from './support/owners.ts'
import { signToken } from './support/tokens.ts'

/*
 * Watches over real HTTP, by tRPC and by REST. What events there are, and that none is missing, is
 * held by the store's conformance suite.
 */

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.[Symbol.asyncDispose]())

const OPEN_WATCHES = 'threadkeep_watches_open'
const WAIT = { timeout: 10_000, interval: 5 }

/** A stream of server-sent events, read as it comes. */
async function open(path: string, token: string, headers: Record<string, string> = {}) {
  const gone = new AbortController()
  const response = await api.request(path, {
    headers: { authorization: `Bearer ${token}`, ...headers },
    signal: gone.signal,
  })
  let text = ''
  const ended = (async () => {
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true })
  })().catch(() => undefined)
  const fields = (name: string) =>
    [...text.matchAll(new RegExp(`^${name}: (.*)$`, 'gm'))].map(([, value = '']) => value)
  return {
    response,
    ended,
    text: () => text,
    ids: () => fields('id'),
    data: () => fields('data').flatMap((value) => (value === '' ? [] : [JSON.parse(value)])),
    async [Symbol.asyncDispose]() {
      gone.abort()
      await ended
    },
  }
}

const trpcPath = (procedure: string, input: object) =>
  `/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`

describe.each([
  ['tRPC', (id: string) => trpcPath('conversation.watch', { conversationId: id })],
  ['REST', (id: string) => `/api/chat/conversation/${id}/events`],
])('a watch of a conversation by %s', (name, pathOf) => {
  test('gets messages as they are stored, and resumes behind the last event', async () => {
    const owner = newOwner()
    const token = await signToken(owner)
    const mine = api.store.forOwner(owner)
    const { id } = (await mine.start()).conversation
    await using stream = await open(pathOf(id), token)
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream')
    expect(stream.response.headers.get('x-accel-buffering')).toBe('no')
    expect(stream.response.headers.get('cache-control')).toMatch(/no-(store|cache)/)
    await expect
      .poll(stream.data, WAIT)
      .toContainEqual(expect.objectContaining({ type: 'conversation' }))
    await mine.append(id, {
      messages: [{ role: 'user', content: { type: 'text', text: 'héllo' } }],
    })
    await expect
      .poll(stream.data, WAIT)
      .toContainEqual(expect.objectContaining({ message: expect.objectContaining({ seq: 1 }) }))
    expect(stream.text()).toContain('héllo')

    const lastEventId = stream.ids().at(-1) ?? ''
    await using resumed = await open(pathOf(id), token, { 'last-event-id': lastEventId })
    await mine.append(id, { messages: [{ role: 'user', content: { type: 'text', text: 'two' } }] })
    await expect.poll(resumed.text, WAIT).toContain('two')
    expect(resumed.text()).not.toContain('héllo')
    expect(resumed.text()).not.toContain('reset')
  })

  test('of another user’s conversation is one of none', async () => {
    const { id } = (await api.store.forOwner(newOwner()).start()).conversation
    await using stream = await open(pathOf(id), await signToken(newOwner()))
    await stream.ended
    expect(stream.text()).toContain('CONVERSATION_NOT_FOUND')
    expect(stream.text()).not.toContain('"type":"conversation"')
  })

  test('without a token is none', async () => {
    const { id } = (await api.store.forOwner(newOwner()).start()).conversation
    await using stream = await open(pathOf(id), 'none')
    await stream.ended
    // tRPC's client is told in the stream, as of every error of a subscription.
    expect(stream.response.status).toBe(name === 'REST' ? 401 : 200)
    expect(stream.text()).toContain('UNAUTHENTICATED')
  })

  test('ends with its token', async () => {
    const owner = newOwner()
    const { id } = (await api.store.forOwner(owner).start()).conversation
    const token = await signToken(owner, { expiresIn: 2 })
    await using stream = await open(pathOf(id), token)
    await expect.poll(stream.data, WAIT).not.toHaveLength(0)
    await stream.ended
    expect(stream.text()).toContain('UNAUTHENTICATED')
  })

  test('is one of at most twenty of a user', async () => {
    const owner = newOwner()
    const token = await signToken(owner)
    const { id } = (await api.store.forOwner(owner).start()).conversation
    const streams = await Promise.all(Array.from({ length: 20 }, () => open(pathOf(id), token)))
    for (const stream of streams) await expect.poll(stream.data, WAIT).not.toHaveLength(0)
    await using rejected = await open(pathOf(id), token)
    await rejected.ended
    expect(rejected.text()).toContain('RATE_LIMITED')
    await using ofAnother = await open(pathOf(id), await signToken(newOwner()))
    await ofAnother.ended
    expect(ofAnother.text()).toContain('CONVERSATION_NOT_FOUND')
    for (const stream of streams) await stream[Symbol.asyncDispose]()
    await expect
      .poll(async () => {
        await using again = await open(pathOf(id), token)
        await expect.poll(again.text, WAIT).not.toBe('')
        return again.text()
      }, WAIT)
      .not.toContain('RATE_LIMITED')
  })
})

test.each([
  ['tRPC', trpcPath('conversation.watchList', {})],
  ['tRPC without input', '/trpc/conversation.watchList'],
  ['REST', '/api/chat/events'],
])('a watch of a list by %s is told of every change', async (_name, path) => {
  const owner = newOwner()
  await using stream = await open(path, await signToken(owner))
  await expect.poll(stream.data, WAIT).toContainEqual({ type: 'reset' })
  const mine = api.store.forOwner(owner)
  const { id } = (await mine.start({ title: 'live' })).conversation
  await expect.poll(stream.text, WAIT).toContain('live')
  await mine.delete(id)
  await expect.poll(stream.data, WAIT).toContainEqual({ type: 'deleted', conversationId: id })
})

test('by REST, what ends a watch is an event with the body of an error', async () => {
  const token = await signToken(newOwner(), { expiresIn: 2 })
  await using stream = await open('/api/chat/events', token)
  await expect.poll(stream.data, WAIT).not.toHaveLength(0)
  await stream.ended
  expect(stream.text()).toMatch(/\nevent: error\n/)
  const { error } = stream.data().at(-1)
  expect(RestErrorSchema.parse({ error }).error.reason).toBe('UNAUTHENTICATED')
})

test('a HEAD of events has their headers, and leaves no watch behind', async () => {
  await using own = await startApi()
  const authorization = `Bearer ${await signToken(newOwner())}`
  // More than one user may have at a time.
  for (let n = 0; n < 25; n += 1) {
    const response = await own.request('/api/chat/events', {
      method: 'HEAD',
      headers: { authorization },
    })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    await expect.poll(async () => (await readMetrics(own)).get(OPEN_WATCHES), WAIT).toBe(0)
  }
})

test('a batch holds no subscription', async () => {
  const token = await signToken(newOwner())
  const input = encodeURIComponent(JSON.stringify({ 0: {} }))
  const path = `/trpc/conversation.watchList?batch=1&input=${input}`
  const response = await api.request(path, { headers: { authorization: `Bearer ${token}` } })
  expect(response.status).toBe(400)
})

test('stopping the server cuts its watches off, so that their clients come back elsewhere', async () => {
  const stopping = new AbortController()
  await using stopped = await startApi({ stopping: stopping.signal })
  const owner = newOwner()
  const response = await stopped.request('/api/chat/events', {
    headers: { authorization: `Bearer ${await signToken(owner)}` },
  })
  stopping.abort()
  await expect(response.text()).rejects.toThrow()
})
