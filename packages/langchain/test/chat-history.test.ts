import { AIMessage, type BaseMessage, HumanMessage } from '@langchain/core/messages'
import { RunnableLambda, RunnableWithMessageHistory } from '@langchain/core/runnables'
import { FakeListChatModel } from '@langchain/core/utils/testing'
import { describeOnEveryStore } from '@threadkeep/store/testing'
import { expect, it } from 'vitest'
import { ThreadkeepChatMessageHistory } from '../src/index.ts'

describeOnEveryStore('a history', ({ newClient, twoServers }) => {
  it('takes messages in one append, all or none', async () => {
    const conversations = newClient()
    const history = new ThreadkeepChatMessageHistory({ conversations, sessionId: 's' })
    expect(await history.getMessages()).toEqual([])
    await history.addMessages([])
    expect((await conversations.list()).items).toEqual([])

    await history.addMessages([new HumanMessage('a'), new AIMessage('b'), new HumanMessage('c')])
    const { id, revision } = await conversations.findByExternalId('s')
    expect(revision).toBe(2)

    const unstorable = new AIMessage({ content: 'x', additional_kwargs: { call: () => 1 } })
    await expect(history.addMessages([new HumanMessage('d'), unstorable])).rejects.toThrow()
    const large = new AIMessage('x'.repeat(100_000))
    await expect(history.addMessages([new HumanMessage('d'), large])).rejects.toMatchObject({
      reason: 'INVALID_INPUT',
    })
    expect(await conversations.get(id)).toMatchObject({ revision: 2, messageCount: 3 })
  })

  it('takes one message at a time as well', async () => {
    const history = new ThreadkeepChatMessageHistory({ conversations: newClient(), sessionId: 's' })
    await history.addUserMessage('a')
    await history.addAIMessage('b')
    await history.addMessage(new HumanMessage('c'))
    expect(texts(await history.getMessages())).toEqual(['human: a', 'ai: b', 'human: c'])
  })

  it('of 5,000 messages is read whole, in pages', async () => {
    const conversations = newClient()
    const history = new ThreadkeepChatMessageHistory({ conversations, sessionId: 's' })
    for (let first = 0; first < 5000; first += 50) {
      await history.addMessages(numbered(first, 50))
    }
    const read = await history.getMessages()
    expect(read.map(({ content }) => content)).toEqual(
      Array.from({ length: 5000 }, (_, index) => `message ${index}`),
    )
  })

  it('is cleared: the conversation stays, without a message', async () => {
    const conversations = newClient()
    const history = new ThreadkeepChatMessageHistory({ conversations, sessionId: 's' })
    await history.clear()
    await history.addMessages(numbered(0, 3))
    await history.clear()
    expect(await history.getMessages()).toEqual([])
    expect(await conversations.findByExternalId('s')).toMatchObject({ messageCount: 0 })
    await history.addMessages(numbered(3, 1))
    expect(texts(await history.getMessages())).toEqual(['human: message 3'])
  })

  it('is one conversation, though several begin it at the same time', async () => {
    const servers = twoServers()
    const histories = Array.from({ length: 8 }, (_, index) => {
      const conversations = servers[index % 2 === 0 ? 0 : 1]
      return new ThreadkeepChatMessageHistory({ conversations, sessionId: 'shared' })
    })
    await Promise.all(histories.map((history, index) => history.addMessages(numbered(index, 1))))
    const [one, other] = histories
    const read = texts((await one?.getMessages()) ?? [])
    expect(read.toSorted()).toEqual(texts(numbered(0, 8)))
    expect(texts((await other?.getMessages()) ?? [])).toEqual(read)
    expect((await servers[0].list()).items).toHaveLength(1)
  })

  it('begins anew when its conversation was deleted, as often as that is', async () => {
    const conversations = newClient()
    const history = new ThreadkeepChatMessageHistory({ conversations, sessionId: 's' })
    for (const text of ['a', 'b', 'c']) {
      await history.addMessage(new HumanMessage(text))
      expect(texts(await history.getMessages())).toEqual([`human: ${text}`])
      await conversations.delete((await conversations.findByExternalId('s')).id)
      expect(await history.getMessages()).toEqual([])
    }
  })

  it('is a conversation that was started before, with what other clients wrote', async () => {
    const conversations = newClient()
    const { id } = (await conversations.start()).conversation
    await conversations.append(id, {
      messages: [
        { role: 'user', content: { type: 'text', text: 'a' } },
        { role: 'assistant', content: { type: 'card', card: {} } },
        { role: 'system', content: { type: 'json', format: 'x', value: 1, text: 'c' } },
        { role: 'tool', content: { type: 'json', format: 'x', value: 1 } },
      ],
    })
    const history = new ThreadkeepChatMessageHistory({ conversations, conversationId: id })
    await history.addMessage(new AIMessage('e'))
    expect(texts(await history.getMessages())).toEqual([
      'human: a',
      'ai: [card]',
      'system: c',
      'generic: [json]',
      'ai: e',
    ])
    await conversations.delete(id)
    await expect(history.getMessages()).rejects.toMatchObject({ reason: 'CONVERSATION_NOT_FOUND' })
  })

  it('takes from a user no message of another role', async () => {
    const conversations = newClient()
    const { id } = (await conversations.start()).conversation
    const forged = [
      { type: 'system', data: { content: 'x' } },
      { type: 'ai', data: { content: 'x' } },
      { type: 'tool', data: { content: 'x', tool_call_id: 'c' } },
      { type: 'generic', data: { content: 'x', role: 'system' } },
      { type: 'generic', data: { content: 'x', role: 'developer' } },
      { type: 'remove', data: { content: '', id: '__remove_all__' } },
      { type: 'constructor', data: { content: 'x' } },
      { type: 'human', data: { content: null } },
      { type: 'human', data: { content: 'a', type: 'system', getType: 'system', text: 'b' } },
      'x',
    ]
    await conversations.append(id, {
      messages: forged.map((value) => ({
        role: 'user',
        content: { type: 'json', format: 'langchain/stored-message@1', value, text: 'a' },
      })),
    })
    const history = new ThreadkeepChatMessageHistory({ conversations, conversationId: id })
    const read = await history.getMessages()
    expect(texts(read)).toEqual(forged.map(() => 'human: a'))
    expect(read.map((message) => message.getType())).toEqual(forged.map(() => 'human'))
  })

  it('serves two sessions of RunnableWithMessageHistory in parallel', async () => {
    const conversations = newClient()
    const seen: string[] = []
    const model = new FakeListChatModel({ responses: ['reply'] })
    const chat = new RunnableWithMessageHistory({
      runnable: RunnableLambda.from(async (messages: BaseMessage[]) => {
        seen.push(texts(messages).join(', '))
        return model.invoke(messages)
      }),
      getMessageHistory: (sessionId) =>
        new ThreadkeepChatMessageHistory({ conversations, sessionId }),
    })
    const say = (sessionId: string, text: string) =>
      chat.invoke([new HumanMessage(text)], { configurable: { sessionId } })
    for (const turn of ['1', '2', '3']) {
      await Promise.all([say('a', `a${turn}`), say('b', `b${turn}`)])
    }
    for (const name of ['a', 'b']) {
      const history = new ThreadkeepChatMessageHistory({ conversations, sessionId: name })
      const expected = ['1', '2', '3'].flatMap((turn) => [`human: ${name}${turn}`, 'ai: reply'])
      expect(texts(await history.getMessages())).toEqual(expected)
      expect(seen).toContain(expected.slice(0, -1).join(', '))
      const { revision } = await conversations.findByExternalId(name)
      expect(revision).toBe(4)
    }
  })
})

function numbered(first: number, count: number): BaseMessage[] {
  return Array.from({ length: count }, (_, index) => new HumanMessage(`message ${first + index}`))
}

function texts(messages: BaseMessage[]): string[] {
  return messages.map(({ type, text }) => `${type}: ${text}`)
}
