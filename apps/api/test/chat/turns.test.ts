import type { Agent } from '@threadkeep/agents'
import { createAgent } from '@threadkeep/agents'
import { describe, expect, test } from 'vitest'
import { startApi } from '../support/api.ts'
import { newOwner } from '../support/owners.ts'
import { rejectedWith } from '../support/rejection.ts'
import { startConversation } from '../support/started-conversation.ts'

const say = (text: string) => ({ type: 'text', text }) as const

/** Numbers its replies. */
function counting(): Agent {
  let count = 0
  return {
    name: 'counting',
    onInterrupted: 'restart',
    async *respond() {
      count += 1
      yield { type: 'text', delta: `reply ${count}` }
    },
  }
}

describe('regenerate', () => {
  test('has the last message of the user replied to again, in place of what came after', async () => {
    await using api = await startApi({ agent: counting() })
    const { conversation, conversationId, texts } = await startConversation(api)
    const sent = await conversation.send.mutate({ conversationId, content: say('hello') })
    const again = await conversation.regenerate.mutate({ conversationId, idempotencyKey: 'again' })
    expect(again).toMatchObject({
      message: sent.message,
      replies: [{ seq: 2, content: say('reply 2') }],
      run: { id: sent.message.id, status: 'completed' },
      conversation: { messageCount: 2 },
      replayed: false,
    })
    const repeat = await conversation.regenerate.mutate({ conversationId, idempotencyKey: 'again' })
    expect(repeat).toMatchObject({ replies: again.replies, replayed: true })
    expect(await texts()).toEqual([
      ['user', 'hello'],
      ['assistant', 'reply 2'],
    ])
  })

  test('twenty times in a row: each asks the agent, and none waits for another’s end', async () => {
    await using api = await startApi({ agent: counting() })
    const { conversation, conversationId } = await startConversation(api)
    await conversation.send.mutate({ conversationId, content: say('hello') })
    for (let count = 2; count <= 21; count++) {
      const { replies } = await conversation.regenerate.mutate({ conversationId })
      expect(replies).toMatchObject([{ content: say(`reply ${count}`) }])
    }
  })

  test('without an agent leaves the message to the product’s own server', async () => {
    await using api = await startApi({
      agent: await createAgent({ name: 'none', timeoutMs: 1000 }),
    })
    const { conversation, conversationId, texts } = await startConversation(api)
    const { message } = await conversation.send.mutate({ conversationId, content: say('hello') })
    expect(await conversation.regenerate.mutate({ conversationId })).toMatchObject({
      message,
      run: null,
      replies: [],
    })
    expect(await texts()).toEqual([['user', 'hello']])
  })

  test('without an agent, repeated after a later reply, removes nothing of that', async () => {
    await using api = await startApi({
      agent: await createAgent({ name: 'none', timeoutMs: 1000 }),
    })
    const owner = newOwner()
    const { conversation, conversationId, texts } = await startConversation(api, owner)
    const { message } = await conversation.send.mutate({ conversationId, content: say('hello') })
    const once = { conversationId, idempotencyKey: 'once' }
    await conversation.regenerate.mutate(once)
    await conversation.send.mutate({ conversationId, content: say('more') })
    const reply = { role: 'assistant', content: say('reply') } as const
    await api.store.forOwner(owner).append(conversationId, { messages: [reply] })
    expect(await conversation.regenerate.mutate(once)).toMatchObject({ message, replayed: true })
    expect(await texts()).toEqual([
      ['user', 'hello'],
      ['user', 'more'],
      ['assistant', 'reply'],
    ])
  })

  test('of nothing', async () => {
    await using api = await startApi()
    const { conversation, conversationId } = await startConversation(api)
    expect(await rejectedWith(conversation.regenerate.mutate({ conversationId }))).toEqual({
      status: 404,
      reason: 'MESSAGE_NOT_FOUND',
    })
  })
})

describe('edit', () => {
  test.each(['counting', 'none'])('replaces a message and all behind it: %s', async (name) => {
    const none = await createAgent({ name: 'none', timeoutMs: 1000 })
    await using api = await startApi({ agent: name === 'none' ? none : counting() })
    const { conversation, conversationId, texts } = await startConversation(api)
    const first = { conversationId, content: say('one'), idempotencyKey: 'one' }
    await conversation.send.mutate(first)
    await conversation.send.mutate({ conversationId, content: say('two') })
    const edit = { conversationId, seq: 1, content: say('edited'), idempotencyKey: 'e' }
    const edited = await conversation.edit.mutate(edit)
    expect(edited.message).toMatchObject({ seq: 1, content: say('edited') })
    expect(await conversation.edit.mutate(edit)).toMatchObject({
      message: edited.message,
      replies: edited.replies,
      replayed: true,
    })
    const left = [['user', 'edited'], ...(name === 'none' ? [] : [['assistant', 'reply 3']])]
    expect(await texts()).toEqual(left)
    expect(await rejectedWith(conversation.send.mutate(first))).toEqual({
      status: 409,
      reason: 'MESSAGES_REMOVED',
    })
    expect(await texts()).toEqual(left)
  })

  test.each(['counting', 'none'])('of another’s words is rejected: %s', async (name) => {
    const none = await createAgent({ name: 'none', timeoutMs: 1000 })
    await using api = await startApi({ agent: name === 'none' ? none : counting() })
    const owner = newOwner()
    const { conversation, conversationId } = await startConversation(api, owner)
    const reply = { role: 'assistant', content: say('reply') } as const
    await api.store.forOwner(owner).append(conversationId, { messages: [reply, reply] })
    const edit = conversation.edit.mutate({ conversationId, seq: 2, content: say('mine') })
    expect(await rejectedWith(edit)).toEqual({ status: 404, reason: 'MESSAGE_NOT_FOUND' })
  })
})

test('redact removes the content of a message for good', async () => {
  await using api = await startApi()
  const { conversation, conversationId } = await startConversation(api)
  await conversation.send.mutate({ conversationId, content: say('my secret') })
  const input = { conversationId, seq: 1, idempotencyKey: 'k' }
  const redacted = await conversation.redact.mutate(input)
  expect(redacted).toMatchObject({ seq: 1, role: 'user', content: { type: 'redacted' } })
  expect(await conversation.redact.mutate(input)).toEqual(redacted)
  const { items } = await conversation.messages.query({ conversationId })
  expect(items[0]).toEqual(redacted)
})

describe('many conversations at once', () => {
  test('are changed each by itself, and it is said what became of each', async () => {
    await using api = await startApi()
    const one = await startConversation(api)
    const { conversation } = one
    const two = await conversation.start.mutate({})
    const other = await startConversation(api)
    const conversationIds = [one.conversationId, other.conversationId, two.id]
    const gone = { conversation: null, reason: 'CONVERSATION_NOT_FOUND' }
    const archived = { conversation: { status: 'archived' }, reason: null }
    const change = { conversationIds, status: 'archived', idempotencyKey: 'k' } as const
    for (const _call of ['first', 'repeat']) {
      const { results } = await conversation.setStatusMany.mutate(change)
      expect(results).toMatchObject([archived, gone, archived])
      expect(results.map(({ conversationId }) => conversationId)).toEqual(conversationIds)
    }
    for (const _call of ['first', 'repeat']) {
      const { results } = await conversation.deleteMany.mutate({
        conversationIds,
        idempotencyKey: 'd',
      })
      expect(results).toMatchObject([{ reason: null }, gone, { reason: null }])
    }
    expect((await conversation.list.query()).items).toEqual([])
    expect((await other.conversation.list.query()).items).toHaveLength(1)
  })

  test('are one to a hundred, each named once', async () => {
    await using api = await startApi()
    const { conversation, conversationId } = await startConversation(api)
    const lists = [
      [],
      [conversationId, conversationId],
      Array.from({ length: 101 }, () => conversationId),
    ]
    for (const conversationIds of lists) {
      expect(await rejectedWith(conversation.deleteMany.mutate({ conversationIds }))).toEqual({
        status: 400,
        reason: 'INVALID_INPUT',
      })
    }
  })
})
