import { getEventListeners } from 'node:events'
import { afterAll, describe, expect, test } from 'vitest'
import { MAX_BODY_BYTES } from '../src/http-limits.ts'
import { failureReason, watch } from '../src/index.ts'
import { utf8Bytes } from '../src/utf8.ts'
import { startApi } from './support/api-process.ts'
import { connect, failureOf } from './support/connect.ts'
import { startFrontServer } from './support/front-server.ts'
import { newOwner } from './support/owners.ts'
import { signToken } from './support/tokens.ts'

const api = await startApi()
const front = await startFrontServer(api.url)
afterAll(async () => {
  await front[Symbol.asyncDispose]()
  await api[Symbol.asyncDispose]()
})

describe('a body', () => {
  test.each(['x', 'é', '語', '𝄞', '"', '\u0001'])(
    'of long texts of %j stays below the limit of the server',
    async (character) => {
      const { conversation, failures } = await connect(front.url)
      const started = await Promise.all(
        Array.from({ length: 12 }, () => conversation.start.mutate({})),
      )
      const text = character.repeat(Math.floor(32_768 / Buffer.byteLength(character)))
      front.bodies.length = 0
      await Promise.all(
        started.map(({ id }) =>
          conversation.send.mutate({ conversationId: id, content: { type: 'text', text } }),
        ),
      )
      expect(failures).toEqual([])
      expect(front.bodies.length).toBeGreaterThan(1)
      expect(Math.max(...front.bodies)).toBeLessThanOrEqual(MAX_BODY_BYTES)
    },
  )

  test('that is too large by one call fails that call alone', async () => {
    const { conversation } = await connect(front.url)
    const { id: conversationId } = await conversation.start.mutate({})
    const content = { type: 'text', text: 'x'.repeat(MAX_BODY_BYTES) } as const
    const tooLarge = failureOf(conversation.send.mutate({ conversationId, content }))
    await conversation.rename.mutate({ conversationId, title: 'Travel' })
    expect(await tooLarge).toBe('PAYLOAD_TOO_LARGE')
  })

  test('is counted in bytes of UTF-8', () => {
    for (const text of ['', 'plain', 'é', '語', '𝄞', '\ud800']) {
      expect(utf8Bytes(text)).toBe(Buffer.byteLength(text))
    }
  })
})

test.each([
  [200, 'The response is a page, and not of the API. Is the URL right?'],
  [502, 'The server cannot be reached.'],
])('a page with status %i is unreachable: %s', async (status, message) => {
  const { conversation } = await connect(front.url, { retry: { attempts: 1 } })
  front.failNext(status)
  const error: unknown = await conversation.list.query().catch((cause: unknown) => cause)
  expect(failureReason(error)).toBe('UNREACHABLE')
  expect(error).toMatchObject({ message })
})

describe('a lost response whose call is repeated after the change of another client', () => {
  type Calls = Awaited<ReturnType<typeof connect>>['conversation']
  const setStatus = (to: Calls, conversationId: string, status: 'active' | 'archived') =>
    to.setStatus.mutate({ conversationId, status })
  const changes: [string, (to: Calls, id: string, mine: boolean) => Promise<unknown>][] = [
    ['rename', (to, id, mine) => to.rename.mutate({ conversationId: id, title: `${mine}` })],
    ['setStatus', (to, id, mine) => setStatus(to, id, mine ? 'archived' : 'active')],
    [
      'setMetadata',
      (to, id, mine) => to.setMetadata.mutate({ conversationId: id, metadata: { mine } }),
    ],
    [
      'setStatusMany',
      (to, id, mine) =>
        mine
          ? to.setStatusMany.mutate({ conversationIds: [id], status: 'archived' })
          : setStatus(to, id, 'active'),
    ],
  ]

  test.each(changes)('%s: does not undo it', async (name, change) => {
    const owner = newOwner()
    const other = await connect(api.url, { owner })
    const { id: conversationId } = await other.conversation.start.mutate({})
    let attempts = 0
    const mine = await connect(api.url, {
      owner,
      retry: { baseDelayMs: 1 },
      async fetch(url, init) {
        attempts += 1
        if (attempts === 2) await change(other.conversation, conversationId, false)
        const response = await fetch(url, init)
        if (attempts === 1) throw new TypeError('the connection was lost')
        return response
      },
    })
    await change(mine.conversation, conversationId, true)
    expect(mine.failures).toEqual([`${name} UNREACHABLE again`])
    const { title, status, metadata } = await other.conversation.get.query({ conversationId })
    expect({ title, status, metadata }).toEqual({
      title: name === 'rename' ? 'false' : null,
      status: 'active',
      metadata: name === 'setMetadata' ? { mine: false } : {},
    })
  })
})

test('a call keeps its key across retries and a renewal of the token', async () => {
  const owner = newOwner()
  const keys: unknown[] = []
  let token = 'stale'
  const { conversation, failures } = await connect(front.url, {
    owner,
    token: () => token,
    renewToken: async () => {
      token = await signToken(owner)
      front.failNext(503)
      return true
    },
    fetch: (url, init) => {
      keys.push(JSON.parse(String(init?.body))[0].idempotencyKey)
      return fetch(url, init)
    },
  })
  await conversation.start.mutate({})
  expect(failures).toEqual(['start UNAUTHENTICATED again', 'start UNREACHABLE again'])
  expect(keys).toHaveLength(3)
  expect(new Set(keys).size).toBe(1)
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
})

test('fetch, headers and links of the caller take part, in watches too', async () => {
  const sent: Headers[] = []
  const seen: string[] = []
  const { client } = await connect(api.url, {
    headers: async () => ({ 'x-request-id': 'mine', authorization: 'Basic no' }),
    links: [
      () =>
        ({ op, next }) => {
          seen.push(op.path)
          return next(op)
        },
    ],
    fetch: (url, init) => {
      sent.push(new Headers(init?.headers))
      return fetch(url, init)
    },
  })
  await client.conversation.list.query()
  const { id } = await client.conversation.start.mutate({})
  const stop = new AbortController()
  for await (const _event of watch(client, id, { signal: stop.signal })) stop.abort()
  expect(seen).toEqual(['conversation.list', 'conversation.start', 'conversation.watch'])
  expect(sent).toHaveLength(3)
  for (const headers of sent) {
    expect(headers.get('x-request-id')).toBe('mine')
    expect(headers.get('authorization')).toMatch(/^Bearer /)
  }
})

test('a signal that many calls share keeps no listener of theirs', async () => {
  const { conversation } = await connect(front.url, { retry: { baseDelayMs: 1 } })
  const { signal } = new AbortController()
  for (let round = 0; round < 5; round++) {
    front.failNext(503)
    await Promise.all(Array.from({ length: 8 }, () => conversation.list.query({}, { signal })))
  }
  await expect.poll(() => getEventListeners(signal, 'abort').length).toBe(0)
})
