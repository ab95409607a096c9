import type { Owner } from '@threadkeep/shared'
import { afterAll, describe, expect, test } from 'vitest'
import { clientWith, SECRET_AUTH, startApi } from '../support/api.ts'
import { newOwner } from '../support/owners.ts'
import { rejectedWith } from '../support/rejection.ts'
import { secretBytes, signToken, type TokenOptions } from '../support/tokens.ts'

const APPEND_SCOPE = 'Conversations.Append'
const api = await startApi({ auth: { ...SECRET_AUTH, appendScope: APPEND_SCOPE } })
afterAll(() => api[Symbol.asyncDispose]())

const REPLY = { role: 'assistant', content: { type: 'text', text: 'Hello' } } as const
const withScope = (claims: object = { scope: APPEND_SCOPE }): TokenOptions => ({
  claims: { ...claims },
})

async function serverOf(owner: Owner, options: TokenOptions = withScope()) {
  return clientWith(api.url, await signToken(owner, options)).conversation
}

async function start(owner = newOwner()) {
  const user = (await api.as(owner)).conversation
  const { id } = await user.start.mutate({})
  return { owner, user, conversationId: id }
}

test('the product’s server stores what its assistant said, with what only it may write', async () => {
  const { owner, user, conversationId } = await start()
  const server = await serverOf(owner)
  const messages = [
    { role: 'system', content: { type: 'text', text: ' ' } },
    { role: 'tool', content: { type: 'json', format: 'openai/agent-item@1', value: { a: [1] } } },
    { role: 'assistant', content: { type: 'card', card: { type: 'AdaptiveCard' } } },
    { ...REPLY, metadata: { model: 'm', usage: { tokens: 1 } } },
  ] as const
  const input = { conversationId, messages: [...messages], idempotencyKey: 'k' }
  const appended = await server.append.mutate(input)
  expect(appended).toMatchObject({ replayed: false, conversation: { messageCount: 4 }, messages })
  expect(await server.append.mutate(input)).toMatchObject({
    replayed: true,
    messages: appended.messages,
  })
  const { items } = await user.messages.query({ conversationId })
  expect(items).toEqual(appended.messages)
})

test('by REST as by tRPC', async () => {
  const { owner, conversationId } = await start()
  const token = await signToken(owner, withScope({ scp: [APPEND_SCOPE, 'other'] }))
  const response = await api.request('/api/chat/append', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': 'k',
    },
    body: JSON.stringify({ conversationId, messages: [REPLY] }),
  })
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ messages: [{ seq: 1, role: 'assistant' }] })
})

test('neither takes a call of the other with the same key for its repeat', async () => {
  const { owner, user, conversationId } = await start()
  const server = await serverOf(owner)
  const { content } = REPLY
  const reused = { status: 409, reason: 'IDEMPOTENCY_KEY_REUSED' }
  const append = (idempotencyKey: string) =>
    server.append.mutate({ conversationId, messages: [REPLY], idempotencyKey })
  const send = (idempotencyKey: string) =>
    user.send.mutate({ conversationId, content, idempotencyKey })
  await append('a')
  expect(await rejectedWith(send('a'))).toEqual(reused)
  const { message, replies } = await send('b')
  expect(await rejectedWith(append('b'))).toEqual(reused)
  const { items } = await user.messages.query({ conversationId })
  expect(items.slice(1)).toEqual([message, ...replies])
  expect(items[0]).toMatchObject(REPLY)
})

const INPUTS = [
  ['a message of the user', { messages: [{ ...REPLY, role: 'user' }] }],
  ['no message', { messages: [] }],
  ['51 messages', { messages: Array.from({ length: 51 }, () => REPLY) }],
  ['an owner', { messages: [REPLY], userId: 'other' }],
  ['a tenant', { messages: [REPLY], tenantId: 'other' }],
  ['a redacted message', { messages: [{ ...REPLY, content: { type: 'redacted' } }] }],
  ['an id of its own', { messages: [{ ...REPLY, id: 'x' }] }],
  ['a seq of its own', { messages: [{ ...REPLY, seq: 1 }] }],
  ['a place to replace', { messages: [REPLY], replaces: 1 }],
  ['a key of the server’s', { messages: [REPLY], idempotencyKey: 'reply:1' }],
] as const

test.each(INPUTS)('%s is rejected', async (_name, input) => {
  const { owner, conversationId, user } = await start()
  const token = await signToken(owner, withScope())
  const response = await api.request('/trpc/conversation.append', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ conversationId, ...input }),
  })
  expect(response.status).toBe(400)
  expect((await user.messages.query({ conversationId })).items).toEqual([])
})

describe('a token that', () => {
  const WITHOUT_RIGHT: [string, TokenOptions][] = [
    ['is the user’s own', {}],
    ['has another scope', withScope({ scope: 'Chat.ReadWrite openid' })],
    ['has the scope in small letters', withScope({ scope: APPEND_SCOPE.toLowerCase() })],
    ['has a scope that begins with it', withScope({ scope: `${APPEND_SCOPE}.All` })],
    ['has the scope inside a word', withScope({ scope: `x${APPEND_SCOPE} openid` })],
    [
      'has the scope under another claim',
      withScope({ roles: [APPEND_SCOPE], scopes: APPEND_SCOPE }),
    ],
    ['has the scope as an object', withScope({ scope: { [APPEND_SCOPE]: true } })],
    ['has the scope in a list in a list', withScope({ scp: [[APPEND_SCOPE]] })],
  ]
  test.each(WITHOUT_RIGHT)('%s may not append', async (_name, options) => {
    const { owner, conversationId, user } = await start()
    const call = (await serverOf(owner, options)).append.mutate({
      conversationId,
      messages: [REPLY],
    })
    expect(await rejectedWith(call)).toEqual({ status: 403, reason: 'FORBIDDEN' })
    expect((await user.messages.query({ conversationId })).items).toEqual([])
  })

  test.each([
    ['is signed by somebody else', { key: secretBytes('x'.repeat(32)) }],
    ['has expired', { expiresIn: -10 }],
  ])('%s is none', async (_name, options) => {
    const { owner, conversationId } = await start()
    const server = await serverOf(owner, { ...withScope(), ...options })
    const call = server.append.mutate({ conversationId, messages: [REPLY] })
    expect(await rejectedWith(call)).toEqual({ status: 401, reason: 'UNAUTHENTICATED' })
  })

  test.each([
    ['another user', (owner: Owner) => ({ ...owner, userId: `${owner.userId}x` })],
    ['another tenant', (owner: Owner) => ({ ...owner, tenantId: `${owner.tenantId}x` })],
  ])('speaks for %s cannot write into this conversation', async (_name, other) => {
    const { owner, conversationId, user } = await start()
    const server = await serverOf(other(owner))
    const call = server.append.mutate({ conversationId, messages: [REPLY] })
    expect(await rejectedWith(call)).toEqual({ status: 404, reason: 'CONVERSATION_NOT_FOUND' })
    expect((await user.messages.query({ conversationId })).items).toEqual([])
  })
})

test('without AUTH_APPEND_SCOPE there is no such procedure, and no such route', async () => {
  await using plain = await startApi()
  const token = await signToken(newOwner(), withScope())
  for (const path of ['/trpc/conversation.append', '/api/chat/append']) {
    const response = await plain.request(path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        conversationId: '00000000-0000-7000-8000-000000000000',
        messages: [REPLY],
      }),
    })
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('"NOT_FOUND"')
  }
  const document = await (await plain.request('/openapi.json')).text()
  expect(document).not.toContain('/api/chat/append')
})
