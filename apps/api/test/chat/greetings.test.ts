import { type Agent, AgentError } from '@threadkeep/agents'
import { createGate } from '@threadkeep/agents/testing'
import type { ConversationStore } from '@threadkeep/store'
import { type RedisServer, startRedis } from '@threadkeep/store/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiOptions, memoryStore, redisStore, startApi } from '../support/api.ts'
import { PATIENCE } from '../support/built-server.ts'
import { logLines } from '../support/log-lines.ts'
import { newOwner } from '../support/owners.ts'
import { rejectedWith } from '../support/rejection.ts'
import { startConversation } from '../support/started-conversation.ts'
import { greeter, untilAborted, welcome } from './greeter.ts'

const say = (text: string) => ({ type: 'text', text }) as const

let redis: RedisServer
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis[Symbol.asyncDispose]())

const STORES: [string, () => ConversationStore][] = [
  ['memory', () => memoryStore()],
  ['Redis', () => redisStore(redis.url)],
]

describe.each(STORES)('a greeting, on %s,', (_kind, openStore) => {
  const start = (agent: Agent, options: ApiOptions = {}) =>
    startApi({ agent, store: openStore(), ...options })

  test('comes once, however often the start is repeated', async () => {
    const { agent, greetings } = greeter()
    await using api = await start(agent)
    const { conversation } = await api.as(newOwner())
    const input = { title: 'Mine', idempotencyKey: 'once' }
    const started = await conversation.start.mutate(input)
    const conversationId = started.id
    const said = async () =>
      (await conversation.messages.query({ conversationId })).items.map(({ content }) => content)
    expect(await conversation.start.mutate(input)).toEqual(started)
    await expect.poll(said, PATIENCE).toEqual([say('Welcome')])
    expect(await conversation.start.mutate(input)).toEqual(started)
    await conversation.send.mutate({ conversationId, content: say('Hi') })
    expect(await conversation.start.mutate(input)).toEqual(started)
    expect(await said()).toEqual([say('Welcome'), say('Hi'), say('Re: Hi')])
    expect(greetings).toHaveLength(1)
  })

  test.each([true, false])('comes before what the user says meanwhile (wait: %s)', async (wait) => {
    const greeted = createGate()
    const { agent, greetings } = greeter(() => welcome(greeted.opened))
    const store = openStore()
    await using api = await start(agent, { store })
    await using other = await start(agent, { store })
    const owner = newOwner()
    const { conversation, conversationId, texts } = await startConversation(api, owner)
    const elsewhere = (await other.as(owner)).conversation
    const input = { conversationId, content: say('Hi'), idempotencyKey: 'hi', wait }
    const sent = elsewhere.send.mutate(input)
    await expect.poll(() => greetings).toHaveLength(1)
    expect(await texts()).toEqual([])
    greeted.open()
    expect((await sent).message.seq).toBe(2)
    expect(await conversation.send.mutate(input)).toMatchObject({ replayed: true })
    await expect.poll(texts, PATIENCE).toEqual([
      ['assistant', 'Welcome'],
      ['user', 'Hi'],
      ['assistant', 'Re: Hi'],
    ])
  })

  test('that fails is said to nobody but the log, and the conversation goes on', async () => {
    const { agent, greetings } = greeter(async function* () {
      yield { type: 'text', delta: 'So far' }
      throw new AgentError({ retryable: true, cause: new Error('canary') })
    })
    await using api = await start(agent)
    const { conversation, conversationId, texts } = await startConversation(api)
    await conversation.send.mutate({ conversationId, content: say('Hi') })
    expect(await texts()).toEqual([
      ['assistant', 'So far'],
      ['user', 'Hi'],
      ['assistant', 'Re: Hi'],
    ])
    const { items } = await conversation.messages.query({ conversationId })
    expect(items[0]?.metadata).toEqual({ finishReason: 'error' })
    expect(greetings).toHaveLength(1)
    const lines = logLines(api.logged.join('')).filter(({ msg }) => msg === 'An agent failed')
    expect(lines).toMatchObject([{ runId: conversationId }])
  })

  test('that never ends lets the user’s message through in time', async () => {
    const { agent } = greeter(untilAborted)
    await using api = await start(agent, { agentTimeoutMs: 300 })
    const { conversation, conversationId } = await startConversation(api)
    const sent = await conversation.send.mutate({ conversationId, content: say('Hi') })
    expect(sent.message.seq).toBe(2)
  })

  test('is stopped as other runs are', async () => {
    const { agent } = greeter(untilAborted)
    await using api = await start(agent)
    const { conversation, conversationId, texts } = await startConversation(api)
    expect(await conversation.stop.mutate({ conversationId })).toEqual({ stopped: true })
    await expect.poll(texts, PATIENCE).toEqual([['assistant', 'So far']])
    const { items } = await conversation.messages.query({ conversationId })
    expect(items[0]?.metadata).toEqual({ finishReason: 'stopped' })
  })

  test('ends with a conversation that is deleted meanwhile, as does a message that waits', async () => {
    const { agent, greetings } = greeter(untilAborted)
    await using api = await start(agent)
    const { conversation, conversationId } = await startConversation(api)
    const sent = conversation.send.mutate({ conversationId, content: say('Hi') })
    const rejected = rejectedWith(sent)
    await expect.poll(() => greetings).toHaveLength(1)
    await conversation.delete.mutate({ conversationId })
    expect(await rejected).toEqual({ status: 404, reason: 'CONVERSATION_NOT_FOUND' })
    await expect.poll(() => greetings[0]?.signal.aborted, PATIENCE).toBe(true)
    expect((await conversation.list.query({})).items).toEqual([])
  })

  test.each(['start', 'send'] as const)(
    'whose server is gone is begun anew by the next %s',
    async (call) => {
      const { agent, greetings } = greeter()
      const store = openStore()
      await using api = await start(agent, { store })
      const owner = newOwner()
      const input = { idempotencyKey: 'once' }
      const begun = await store.forOwner(owner).start({ ...input, greets: true })
      const conversationId = begun.conversation.id
      await begun.greeting?.lease?.write([{ type: 'text', offset: 0, text: 'void' }])
      await begun.greeting?.lease?.giveBack()
      // Of another server: this process would know its own lease again.
      await (await store.forOwner(owner).runs(conversationId).takeOver('keep'))?.giveBack()
      const { conversation } = await api.as(owner)
      if (call === 'start') await conversation.start.mutate(input)
      await conversation.send.mutate({ conversationId, content: say('Hi') })
      const { items } = await conversation.messages.query({ conversationId })
      expect(items.map(({ content }) => content)).toEqual(
        ['Welcome', 'Hi', 'Re: Hi'].map((text) => say(text)),
      )
      expect(greetings).toMatchObject([{ attempt: 2 }])
      expect(greetings[0]?.bearerToken).toEqual(expect.any(String))
    },
  )

  test('whose server is gone ends without a word where somebody has spoken since', async () => {
    const { agent, greetings } = greeter()
    const store = openStore()
    await using api = await start(agent, { store })
    const owner = newOwner()
    const mine = store.forOwner(owner)
    const begun = await mine.start({ greets: true })
    const { id } = begun.conversation
    await begun.greeting?.lease?.giveBack()
    await mine.append(id, { messages: [{ role: 'user', content: say('Hello?') }] })
    const { conversation } = await api.as(owner)
    await conversation.send.mutate({ conversationId: id, content: say('Hi') })
    const { items } = await conversation.messages.query({ conversationId: id })
    expect(items.map(({ role }) => role)).toEqual(['user', 'user', 'assistant'])
    expect(greetings).toEqual([])
  })
})

test('an agent that does not speak first leaves a conversation that has no run', async () => {
  await using api = await startApi()
  const owner = newOwner()
  const { conversationId } = await startConversation(api, owner)
  expect(await api.store.forOwner(owner).runs(conversationId).newest()).toBeNull()
})
