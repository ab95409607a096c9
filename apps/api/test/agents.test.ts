import { once } from 'node:events'
import { type Agent, AgentError, type AgentEvent, createAgent } from '@threadkeep/agents'
import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { expect, test } from 'vitest'
import { startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { rejectedWith, rejection } from './support/rejection.ts'
import { startConversation } from './support/started-conversation.ts'

const HELLO = { type: 'text', text: 'Hello' } as const

test('none leaves every message without a reply', async () => {
  await using api = await startApi({
    agent: await createAgent({ name: 'none', timeoutMs: 1000 }),
  })
  const { conversation, conversationId } = await startConversation(api)
  const sent = await conversation.send.mutate({ conversationId, content: HELLO })
  expect(sent).toMatchObject({
    replies: [],
    run: null,
    conversation: { messageCount: 1, revision: 2 },
  })
})

test('a reply that is longer than a message may be becomes several, and nothing is lost', async () => {
  await using api = await startApi()
  const { conversation, conversationId } = await startConversation(api)
  const text = '😀'.repeat(DEFAULT_LIMITS.textBytes / 4)
  const { replies } = await conversation.send.mutate({
    conversationId,
    content: { type: 'text', text },
  })
  expect(replies).toHaveLength(2)
  const texts = replies.map(({ content }) => (content.type === 'text' ? content.text : ''))
  expect(texts.join('')).toBe(`You said: ${text}`)
})

test('echo replies to `card` with a card, and says what was chosen on it', async () => {
  await using api = await startApi()
  const { conversation, conversationId } = await startConversation(api)
  const card = await conversation.send.mutate({
    conversationId,
    content: { type: 'text', text: 'card' },
  })
  expect(card.replies[0]?.content).toMatchObject({ type: 'card', card: { type: 'AdaptiveCard' } })
  const action = await conversation.send.mutate({
    conversationId,
    content: { type: 'cardAction', actionId: 'feedback', data: { rating: 'good' } },
  })
  expect(action.replies[0]?.content).toEqual({
    type: 'text',
    text: 'You chose feedback: {"rating":"good"}',
  })
})

/** Says these events, then ends or fails. */
function saying(events: AgentEvent[], error?: Error): Agent {
  return {
    name: 'scripted',
    onInterrupted: 'fail',
    async *respond() {
      yield* events
      if (error) throw error
    },
  }
}

const CUTS = [
  ['\u0000 and \uD800 alone', '\uFFFD and \uFFFD alone'],
  ['', undefined],
] as const

test.each(CUTS)('what an agent says is kept: %j', async (delta, kept) => {
  await using api = await startApi({ agent: saying([{ type: 'text', delta }]) })
  const { conversation, conversationId } = await startConversation(api)
  const { replies, run } = await conversation.send.mutate({ conversationId, content: HELLO })
  expect(run?.status).toBe('completed')
  expect(replies[0]?.content).toEqual(kept && { type: 'text', text: kept })
})

test('half a character waits for its other half', async () => {
  const events: AgentEvent[] = ['a\uD83D', '\uDE00b'].map((delta) => ({ type: 'text', delta }))
  await using api = await startApi({ agent: saying(events) })
  const { conversation, conversationId } = await startConversation(api)
  const { replies } = await conversation.send.mutate({ conversationId, content: HELLO })
  expect(replies[0]?.content).toEqual({ type: 'text', text: 'a😀b' })
})

test('a card that no message may hold becomes a text that says so', async () => {
  const card = { text: 'x'.repeat(DEFAULT_LIMITS.cardBytes) }
  const events: AgentEvent[] = [
    { type: 'text', delta: 'Here:' },
    { type: 'message', content: { type: 'card', card } },
  ]
  await using api = await startApi({ agent: saying(events) })
  const { conversation, conversationId } = await startConversation(api)
  const { replies } = await conversation.send.mutate({ conversationId, content: HELLO })
  expect(replies.map(({ content }) => content)).toEqual([
    { type: 'text', text: 'Here:' },
    { type: 'text', text: expect.stringContaining('too large') },
  ])
})

test('an agent that fails after its first words: they are kept, and the caller gets AGENT_FAILED', async () => {
  const error = new AgentError({ retryable: true, retryAfterMs: 7000 })
  await using api = await startApi({ agent: saying([{ type: 'text', delta: 'So far' }], error) })
  const { conversation, conversationId, texts } = await startConversation(api)
  const failed = await rejection(conversation.send.mutate({ conversationId, content: HELLO }))
  expect(failed.data).toMatchObject({ httpStatus: 502, reason: 'AGENT_FAILED', retryable: true })
  expect(await texts()).toEqual([
    ['user', 'Hello'],
    ['assistant', 'So far'],
  ])
})

test('an agent that never responds is given up, and the conversation takes the next message', async () => {
  const silent: Agent = {
    name: 'silent',
    onInterrupted: 'fail',
    async *respond() {
      await new Promise(() => {})
    },
  }
  await using api = await startApi({ agent: silent, agentTimeoutMs: 300 })
  const { conversation, conversationId } = await startConversation(api)
  for (const _each of [1, 2]) {
    const sent = conversation.send.mutate({ conversationId, content: HELLO })
    expect(await rejectedWith(sent)).toEqual({ status: 502, reason: 'AGENT_FAILED' })
  }
})

test('stop ends a run with what was said so far, and a send meanwhile is rejected', async () => {
  const slow: Agent = {
    name: 'slow',
    onInterrupted: 'fail',
    async *respond({ signal }) {
      yield { type: 'text', delta: 'So far' }
      await once(signal, 'abort')
    },
  }
  await using api = await startApi({ agent: slow })
  const { conversation, conversationId, texts } = await startConversation(api)
  const input = { conversationId, content: HELLO }
  const { run } = await conversation.send.mutate({ ...input, wait: false })
  expect(run).toMatchObject({ status: 'running', attempt: 1 })
  expect(await rejectedWith(conversation.send.mutate(input))).toEqual({
    status: 409,
    reason: 'RUN_IN_PROGRESS',
  })
  expect(await conversation.stop.mutate({ conversationId })).toEqual({ stopped: true })
  await expect.poll(texts, { timeout: 10_000 }).toEqual([
    ['user', 'Hello'],
    ['assistant', 'So far'],
  ])
  const { items } = await conversation.messages.query({ conversationId })
  expect(items[1]?.metadata).toEqual({ finishReason: 'stopped' })
  expect(await conversation.stop.mutate({ conversationId })).toEqual({ stopped: false })
})

test('a watcher sees all of a reply in deltas before its message', async () => {
  const words = ['One ', 'two ', 'three ', 'four.']
  const deltas: string[] = []
  const spelling: Agent = {
    name: 'spelling',
    onInterrupted: 'fail',
    async *respond() {
      for (const [index, delta] of words.entries()) {
        yield { type: 'text', delta }
        const seen = words.slice(0, index + 1).join('')
        // The last word is one that nobody can have seen when the reply ends.
        if (index < words.length - 1) {
          await expect.poll(() => deltas.join(''), { timeout: 10_000, interval: 5 }).toBe(seen)
        }
      }
    },
  }
  await using api = await startApi({ agent: spelling })
  const owner = newOwner()
  const { conversation, conversationId } = await startConversation(api, owner)
  const done = new AbortController()
  const watching = (async () => {
    const events = api.store.forOwner(owner).runs(conversationId).watch({ signal: done.signal })
    for await (const { event } of events) {
      if (event.type === 'delta') deltas.push(event.text)
      if (event.type === 'message' && event.message.role === 'assistant') return deltas.join('')
    }
    return undefined
  })()
  await conversation.send.mutate({ conversationId, content: HELLO })
  expect(await watching).toBe(words.join(''))
  done.abort()
})
