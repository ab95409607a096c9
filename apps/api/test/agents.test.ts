import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { expect, test } from 'vitest'
import { createNoAgent } from '../src/agents/none.ts'
import { startApi } from './support/api.ts'
import { refusedWith } from './support/refusal.ts'
import { startConversation } from './support/started-conversation.ts'

const HELLO = { type: 'text', text: 'Hello' } as const

test('none leaves every message unanswered', async () => {
  await using api = await startApi({ agent: createNoAgent() })
  const { conversation, conversationId } = await startConversation(api)
  const sent = await conversation.send.mutate({ conversationId, content: HELLO })
  expect(sent).toMatchObject({ reply: null, conversation: { messageCount: 1, revision: 2 } })
})

test('echo cuts its answer to the longest text that a message may hold', async () => {
  await using api = await startApi()
  const { conversation, conversationId } = await startConversation(api)
  const text = '😀'.repeat(DEFAULT_LIMITS.textBytes / 4)
  const { reply } = await conversation.send.mutate({
    conversationId,
    content: { type: 'text', text },
  })
  // 10 bytes of "You said: ", then as many whole four-byte characters as fit.
  const kept = Math.floor((DEFAULT_LIMITS.textBytes - 10) / 4)
  expect(reply?.content).toEqual({ type: 'text', text: `You said: ${'😀'.repeat(kept)}` })
})

test('echo answers a card with a card, and says what was chosen on it', async () => {
  await using api = await startApi()
  const { conversation, conversationId } = await startConversation(api)
  const card = await conversation.send.mutate({
    conversationId,
    content: { type: 'text', text: 'card' },
  })
  expect(card.reply?.content).toMatchObject({ type: 'card', card: { type: 'AdaptiveCard' } })
  const action = await conversation.send.mutate({
    conversationId,
    content: { type: 'cardAction', actionId: 'feedback', data: { rating: 'good' } },
  })
  expect(action.reply?.content).toEqual({
    type: 'text',
    text: 'You chose feedback: {"rating":"good"}',
  })
})

test('an agent that breaks the limits of a message is our fault, not the caller’s', async () => {
  const text = 'x'.repeat(DEFAULT_LIMITS.textBytes + 1)
  await using api = await startApi({ agent: { reply: async () => ({ type: 'text', text }) } })
  const { conversation, conversationId } = await startConversation(api)
  const sent = conversation.send.mutate({ conversationId, content: HELLO })
  expect(await refusedWith(sent)).toEqual({ status: 500, reason: 'INTERNAL' })
})
