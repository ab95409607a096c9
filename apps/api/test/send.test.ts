import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { describe, expect, test } from 'vitest'
import type { Agent, Turn } from '../src/agents/agent.ts'
import { startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { refusal, refusedWith } from './support/refusal.ts'
import { startConversation } from './support/started-conversation.ts'

const HELLO = { type: 'text', text: 'Hello' } as const

/** An agent that numbers its answers, so that asking twice shows. */
function countingAgent(beforeReply: (asked: number, turn: Turn) => unknown = () => {}) {
  let asked = 0
  const agent: Agent = {
    async reply(turn) {
      asked++
      const answer = `Answer ${asked}`
      await beforeReply(asked, turn)
      return { type: 'text', text: answer }
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

  test('answers with what the first stored even when the conversation was completed since', async () => {
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

    const failed = await refusal(conversation.send.mutate(input))
    expect(failed.data).toMatchObject({ httpStatus: 500, reason: 'INTERNAL' })
    expect(failed.message).toBe('Something went wrong on our side.')
    expect(JSON.stringify(failed.meta)).not.toContain('sk-12345')
    expect(await texts()).toEqual([['user', 'Hello']])

    const finished = await conversation.send.mutate(input)
    expect(finished).toMatchObject({ replayed: true, reply: { seq: 2 } })
    expect(asked()).toBe(2)
    expect(await texts()).toEqual([
      ['user', 'Hello'],
      ['assistant', 'Answer 2'],
    ])
  })

  test('with other content is refused', async () => {
    await using api = await startApi()
    const { conversation, conversationId } = await startConversation(api)
    const input = { conversationId, content: HELLO, idempotencyKey: 'send-1' }
    await conversation.send.mutate(input)
    const other = conversation.send.mutate({ ...input, content: { type: 'text', text: 'Bye' } })
    expect(await refusedWith(other)).toEqual({ status: 409, reason: 'IDEMPOTENCY_KEY_REUSED' })
  })

  test('may not use the keys of replies', async () => {
    await using api = await startApi()
    const { conversation, conversationId } = await startConversation(api)
    const call = conversation.send.mutate({
      conversationId,
      content: HELLO,
      idempotencyKey: 'reply:1',
    })
    expect((await refusal(call)).data).toMatchObject({
      httpStatus: 400,
      issues: [{ path: 'idempotencyKey', message: 'must not begin with reply:' }],
    })
  })
})

test('attempts that race agree on one message and one reply', async () => {
  // All agents answer, each differently, only once every attempt has asked.
  const attempts = 5
  const waiting: (() => void)[] = []
  const { agent, asked } = countingAgent((n) => {
    const opened = new Promise<void>((open) => waiting.push(open))
    if (n === attempts) for (const open of waiting) open()
    return opened
  })
  await using api = await startApi({ agent })
  const { conversation, conversationId, texts } = await startConversation(api)
  const input = { conversationId, content: HELLO, idempotencyKey: 'send-1' }

  const results = await Promise.all(
    Array.from({ length: attempts }, () => conversation.send.mutate(input)),
  )
  expect(asked()).toBe(attempts)
  expect(new Set(results.map(({ message }) => message.id)).size).toBe(1)
  expect(new Set(results.map(({ reply }) => reply?.id)).size).toBe(1)
  expect(results.filter(({ replayed }) => !replayed)).toHaveLength(1)
  expect(await texts()).toHaveLength(2)
})

describe('while the agent is thinking', () => {
  test('a conversation may be completed: the message stays, unanswered', async () => {
    const owner = newOwner()
    const { agent } = countingAgent((_n, { conversation: { id } }) =>
      api.store.forOwner(owner).setStatus(id, 'completed'),
    )
    await using api = await startApi({ agent })
    const { conversation, conversationId, texts } = await startConversation(api, owner)
    const sent = await conversation.send.mutate({ conversationId, content: HELLO })
    expect(sent).toMatchObject({ reply: null, replayed: false, conversation: { messageCount: 1 } })
    expect(await texts()).toEqual([['user', 'Hello']])
  })

  test('a conversation may be deleted: it is not found', async () => {
    const owner = newOwner()
    const { agent } = countingAgent((_n, { conversation: { id } }) =>
      api.store.forOwner(owner).delete(id),
    )
    await using api = await startApi({ agent })
    const { conversation, conversationId } = await startConversation(api, owner)
    const sent = conversation.send.mutate({ conversationId, content: HELLO })
    expect(await refusedWith(sent)).toEqual({ status: 404, reason: 'CONVERSATION_NOT_FOUND' })
  })

  test('a conversation may be full: the message stays, unanswered', async () => {
    await using api = await startApi({ limits: { ...DEFAULT_LIMITS, messagesPerConversation: 1 } })
    const { conversation, conversationId, texts } = await startConversation(api)
    const sent = await conversation.send.mutate({ conversationId, content: HELLO })
    expect(sent.reply).toBeNull()
    expect(await texts()).toEqual([['user', 'Hello']])
    const more = conversation.send.mutate({ conversationId, content: HELLO })
    expect(await refusedWith(more)).toEqual({ status: 412, reason: 'CONVERSATION_FULL' })
  })
})
