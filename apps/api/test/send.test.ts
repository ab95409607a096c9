import type { Agent, Turn } from '@threadkeep/agents'
import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { describe, expect, test } from 'vitest'
import { startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { rejectedWith, rejection } from './support/rejection.ts'
import { startConversation } from './support/started-conversation.ts'

const HELLO = { type: 'text', text: 'Hello' } as const

/** An agent that numbers its replies, so that asking twice shows. */
function countingAgent(beforeReply: (asked: number, turn: Turn) => unknown = () => {}) {
  let asked = 0
  const agent: Agent = {
    name: 'counting',
    onInterrupted: 'restart',
    async *respond(turn) {
      asked++
      const response = `Answer ${asked}`
      await beforeReply(asked, turn)
      yield { type: 'text', delta: response }
    },
  }
  return { agent, asked: () => asked }
}

describe('a send repeated with its key', () => {
  test('stores one message and one reply, and asks the agent once', async () => {
    const { agent, asked } = countingAgent()
    await using api = await startApi({ agent })
    const { conversation, conversationId, texts } = await startConversation(api)
    const input = { conversationId, content: HELLO, idempotencyKey: 'send-1' }

    const first = await conversation.send.mutate(input)
    const again = await conversation.send.mutate(input)
    const lastAccessedAt = expect.any(String)
    const now = { ...first.conversation, lastAccessedAt }
    expect(again).toEqual({ ...first, conversation: now, replayed: true })
    expect(asked()).toBe(1)
    expect(await texts()).toEqual([
      ['user', 'Hello'],
      ['assistant', 'Answer 1'],
    ])
  })

  test('returns what the first stored even when the conversation was completed since', async () => {
    await using api = await startApi()
    const { conversation, conversationId } = await startConversation(api)
    const input = { conversationId, content: HELLO, idempotencyKey: 'send-1' }
    const first = await conversation.send.mutate(input)
    const completed = await conversation.setStatus.mutate({ conversationId, status: 'completed' })
    const now = { ...completed, lastAccessedAt: expect.any(String) }
    expect(await conversation.send.mutate(input)).toEqual({
      ...first,
      conversation: now,
      replayed: true,
    })
  })

  test('finishes what an attempt left whose agent failed', async () => {
    const { agent, asked } = countingAgent((n) => {
      if (n === 1) throw new Error('the model fell over: key sk-12345')
    })
    await using api = await startApi({ agent })
    const { conversation, conversationId, texts } = await startConversation(api)
    const input = { conversationId, content: HELLO, idempotencyKey: 'send-1' }

    const failed = await rejection(conversation.send.mutate(input))
    expect(failed.data).toMatchObject({ httpStatus: 502, reason: 'AGENT_FAILED' })
    expect(failed.message).toBe('The assistant could not reply.')
    expect(JSON.stringify(failed.meta)).not.toContain('sk-12345')
    expect(await texts()).toEqual([['user', 'Hello']])

    const finished = await conversation.send.mutate(input)
    expect(finished).toMatchObject({ replayed: true, replies: [{ seq: 2 }], run: { attempt: 2 } })
    expect(asked()).toBe(2)
    expect(await texts()).toEqual([
      ['user', 'Hello'],
      ['assistant', 'Answer 2'],
    ])
  })

  test('with other content is rejected', async () => {
    await using api = await startApi()
    const { conversation, conversationId } = await startConversation(api)
    const input = { conversationId, content: HELLO, idempotencyKey: 'send-1' }
    await conversation.send.mutate(input)
    const other = conversation.send.mutate({ ...input, content: { type: 'text', text: 'Bye' } })
    expect(await rejectedWith(other)).toEqual({ status: 409, reason: 'IDEMPOTENCY_KEY_REUSED' })
  })

  test('may not use the keys of replies', async () => {
    await using api = await startApi()
    const { conversation, conversationId } = await startConversation(api)
    const call = conversation.send.mutate({
      conversationId,
      content: HELLO,
      idempotencyKey: 'reply:1',
    })
    expect((await rejection(call)).data).toMatchObject({
      httpStatus: 400,
      issues: [{ path: 'idempotencyKey', message: 'must not begin with reply:' }],
    })
  })
})

test('attempts that race agree on one message and one reply, and ask the agent once', async () => {
  const attempts = 5
  const { agent, asked } = countingAgent()
  await using api = await startApi({ agent })
  const { conversation, conversationId, texts } = await startConversation(api)
  const input = { conversationId, content: HELLO, idempotencyKey: 'send-1' }

  const results = await Promise.all(
    Array.from({ length: attempts }, () => conversation.send.mutate(input)),
  )
  expect(asked()).toBe(1)
  expect(new Set(results.map(({ message }) => message.id)).size).toBe(1)
  expect(new Set(results.map(({ replies }) => replies[0]?.id)).size).toBe(1)
  expect(results.filter(({ replayed }) => !replayed)).toHaveLength(1)
  expect(await texts()).toHaveLength(2)
})

describe('while the agent is thinking', () => {
  test('a conversation may be completed: the reply to what was said before is stored', async () => {
    const owner = newOwner()
    const { agent } = countingAgent((_n, { conversation: { id } }) =>
      api.store.forOwner(owner).setStatus(id, 'completed'),
    )
    await using api = await startApi({ agent })
    const { conversation, conversationId, texts } = await startConversation(api, owner)
    const sent = await conversation.send.mutate({ conversationId, content: HELLO })
    expect(sent).toMatchObject({
      replies: [{ seq: 2 }],
      replayed: false,
      conversation: { messageCount: 2, status: 'completed' },
    })
    expect(await texts()).toHaveLength(2)
  })

  test('a conversation may be deleted: it is not found', async () => {
    const owner = newOwner()
    const { agent } = countingAgent((_n, { conversation: { id } }) =>
      api.store.forOwner(owner).delete(id),
    )
    await using api = await startApi({ agent })
    const { conversation, conversationId } = await startConversation(api, owner)
    const sent = conversation.send.mutate({ conversationId, content: HELLO })
    expect(await rejectedWith(sent)).toEqual({ status: 404, reason: 'CONVERSATION_NOT_FOUND' })
  })

  test('a conversation may be full: the reply is stored, and no further message', async () => {
    await using api = await startApi({ limits: { ...DEFAULT_LIMITS, messagesPerConversation: 1 } })
    const { conversation, conversationId, texts } = await startConversation(api)
    const sent = await conversation.send.mutate({ conversationId, content: HELLO })
    expect(sent.replies).toHaveLength(1)
    expect(await texts()).toHaveLength(2)
    const more = conversation.send.mutate({ conversationId, content: HELLO })
    expect(await rejectedWith(more)).toEqual({ status: 412, reason: 'CONVERSATION_FULL' })
  })
})
