import { createAgent } from '@threadkeep/agents'
import {
  completion,
  createGate,
  type FakeModel,
  inTurn,
  modelError,
  startFakeModel,
} from '@threadkeep/agents/testing'
import { startRedis } from '@threadkeep/store/testing'
import { expect, test } from 'vitest'
import { type ApiOptions, clientWith, startApi } from '../support/api.ts'
import { PATIENCE, startBuiltServer } from '../support/built-server.ts'
import { newOwner } from '../support/owners.ts'
import { rejection, retryAfter } from '../support/rejection.ts'
import { startConversation } from '../support/started-conversation.ts'
import { signToken } from '../support/tokens.ts'
import { openAiVariables, PRODUCTION } from './support/variables.ts'

const HELLO = { type: 'text', text: 'Hello' } as const

async function apiOn({ baseUrl }: FakeModel, options: ApiOptions = {}) {
  const agent = await createAgent({
    name: 'openai',
    timeoutMs: 10_000,
    endpoint: { baseUrl, apiKey: 'none' },
    model: 'test-model',
    instructions: undefined,
    history: { messages: 40, characters: 60_000 },
  })
  return startApi({ agent, ...options })
}

test('what the model says is stored, with its model and usage in the metadata', async () => {
  await using model = await startFakeModel(completion(['Hi ', 'there']))
  await using api = await apiOn(model)
  const { conversation, conversationId } = await startConversation(api)
  const { replies } = await conversation.send.mutate({ conversationId, content: HELLO })
  expect(replies).toMatchObject([
    {
      content: { type: 'text', text: 'Hi there' },
      metadata: { finishReason: 'stop', model: 'fake-1', usage: { outputTokens: 2 } },
    },
  ])
})

test('the wait that the provider asks for is handed on, and the repeat asks again', async () => {
  const limited = modelError(429, { message: 'Slow down' }, { 'retry-after': '7' })
  await using model = await startFakeModel(inTurn(limited, completion(['Hi'])))
  await using api = await apiOn(model)
  const { conversation, conversationId, texts } = await startConversation(api)
  const input = { conversationId, content: HELLO, idempotencyKey: 'once' }
  const error = await rejection(conversation.send.mutate(input))
  expect(error.data).toMatchObject({ reason: 'AGENT_FAILED', retryable: true })
  expect(retryAfter(error)).toBe('7')
  expect((await conversation.send.mutate(input)).run).toMatchObject({ attempt: 2 })
  expect(await texts()).toEqual([
    ['user', 'Hello'],
    ['assistant', 'Hi'],
  ])
  expect(model.requests).toHaveLength(2)
})

test('a stop reaches the model within a second, and what was said is kept', async () => {
  const said = createGate()
  await using model = await startFakeModel((exchange) =>
    completion(['So far', ' never'], {
      before: async (index) => {
        if (index === 0) return
        said.open()
        await exchange.request.closed
      },
    })(exchange),
  )
  await using api = await apiOn(model)
  const { conversation, conversationId, texts } = await startConversation(api)
  await conversation.send.mutate({ conversationId, content: HELLO, wait: false })
  await said.opened
  const before = performance.now()
  await conversation.stop.mutate({ conversationId })
  await model.requests[0]?.closed
  expect(performance.now() - before).toBeLessThan(5000)
  await expect.poll(texts, PATIENCE).toEqual([
    ['user', 'Hello'],
    ['assistant', 'So far'],
  ])
})

test('when the server is killed in mid-stream, another one asks again, and stores one reply', async () => {
  await using redis = await startRedis()
  const said = createGate()
  const cut = completion(['So far', ' never'], {
    before: async (index) => {
      if (index === 0) return
      said.open()
      await new Promise(() => {})
    },
  })
  await using model = await startFakeModel(inTurn(cut, completion(['The whole reply'])))
  const variables = {
    ...PRODUCTION,
    ...openAiVariables(model),
    REDIS_URL: redis.url,
  }
  const token = await signToken(newOwner())
  await using first = await startBuiltServer(variables)
  const { id } = await clientWith(first.url, token).conversation.start.mutate({})
  const { conversation } = clientWith(first.url, token)
  await conversation.send.mutate({ conversationId: id, content: HELLO, wait: false })
  await said.opened
  await first.end('SIGKILL')

  await using second = await startBuiltServer(variables)
  const again = clientWith(second.url, token).conversation
  await expect
    .poll(
      async () => {
        const { items } = await again.messages.query({ conversationId: id })
        return items.map(({ content }) => content)
      },
      { timeout: 20_000, interval: 200 },
    )
    .toEqual([HELLO, { type: 'text', text: 'The whole reply' }])
  expect(model.requests).toHaveLength(2)
})
