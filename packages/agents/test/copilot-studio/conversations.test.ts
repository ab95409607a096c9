import { expect, test } from 'vitest'
import { isTurn, json, saying, startFakeCopilot, streaming } from '../../testing/index.ts'
import { converse } from '../support/ask-copilot.ts'

test.each([true, false])(
  'every turn is of one conversation (named in the header: %s)',
  async (namesInHeader) => {
    await using copilot = await startFakeCopilot({ namesInHeader, greeting: [saying('Welcome')] })
    const { say, facts } = await converse(copilot)
    const first = await say('One')
    expect(first.messages).toEqual(['Welcome', 'Hello'].map((text) => ({ type: 'text', text })))
    expect(facts.externalId).toBe('conversation:1')
    const second = await say('Two')
    expect(second.messages).toEqual([{ type: 'text', text: 'Hello' }])
    expect(copilot.turns.map(({ conversationId }) => conversationId)).toEqual([
      'conversation:1',
      'conversation:1',
    ])
    expect(copilot.begun()).toBe(1)
  },
)

test('the id of a conversation is said before the turn is sent', async () => {
  await using copilot = await startFakeCopilot()
  const { events } = await (await converse(copilot)).say('One')
  const known = events.findIndex((event) => event.type === 'conversation' && event.externalId)
  const marked = events.findIndex(
    (event) => event.type === 'conversation' && event.sdkConversationRef?.includes('message-1'),
  )
  expect(known).toBe(0)
  expect(marked).toBeGreaterThan(known)
  expect(events.slice(marked).map(({ type }) => type)).toContain('message')
})

test('a conversation that the platform forgot is begun anew once, and that is said once', async () => {
  await using copilot = await startFakeCopilot({ greeting: [saying('Welcome')] })
  const { say, facts } = await converse(copilot)
  await say('One')
  copilot.forget()
  const { events, messages } = await say('Two')
  expect(events).toContainEqual({
    type: 'message',
    role: 'system',
    content: { type: 'text', text: expect.stringContaining('memory begins here') },
  })
  expect(messages.slice(1)).toEqual(['Welcome', 'Hello'].map((text) => ({ type: 'text', text })))
  expect(facts.externalId).toBe('conversation:2')
  expect((await say('Three')).messages).toHaveLength(1)
  expect(copilot.begun()).toBe(2)
  expect(copilot.turns.map(({ activity }) => activity['text'])).toEqual(['One', 'Two', 'Three'])
})

test('a platform that forgets at once is no loop', async () => {
  await using copilot = await startFakeCopilot({
    intercept: (script, { request }) => (isTurn(request) ? json(404, {}) : script),
  })
  const { error } = await (await converse(copilot)).say('One')
  expect(error?.retryable).toBe(false)
  expect(copilot.begun()).toBe(2)
})

test('a stream without its end is resumed behind its last event', async () => {
  const pieces = ['One ', 'two ', 'three']
  await using copilot = await startFakeCopilot({
    reply: () => [...streaming('s', pieces), saying('Four')],
    intercept:
      (script, { request }) =>
      (exchange) => {
        let events = 0
        return script({
          ...exchange,
          send: (data) => (isTurn(request) && ++events > 2 ? exchange.cut() : exchange.send(data)),
        })
      },
  })
  const { text, messages, error } = await (await converse(copilot)).say('Count')
  expect({ text, messages, error }).toEqual({
    text: pieces.join(''),
    messages: [{ type: 'text', text: 'Four' }],
    error: undefined,
  })
  expect(copilot.turns).toHaveLength(1)
})
