import { describe, expect, test } from 'vitest'
import { completion, startFakeModel } from '../../testing/index.ts'
import { agentOn } from '../support/ask-model.ts'
import { listen, message, type TurnOptions, turnOn } from '../support/turn.ts'

describe('the request', () => {
  async function messagesOf(turn: TurnOptions, history = { messages: 40, characters: 60_000 }) {
    await using model = await startFakeModel(completion(['Yes']))
    const scripted = turnOn(turn)
    await listen((await agentOn(model, history)).respond(scripted))
    const { messages, ...rest } = JSON.parse(model.requests[0]?.body ?? '')
    return { messages, rest, pages: scripted.pages }
  }
  const many = Array.from({ length: 100 }, (_each, index) =>
    message(index + 1, index % 2 === 0 ? 'assistant' : 'user', `message ${index + 1}`),
  )

  test('has the model, the instructions and every kind of message', async () => {
    const { messages, rest } = await messagesOf({
      messages: [
        message(1, 'user', 'card'),
        message(2, 'assistant', { type: 'card', card: { type: 'AdaptiveCard' } }),
        message(3, 'user', { type: 'cardAction', actionId: 'rate', data: { stars: 5 } }),
        message(4, 'tool', { type: 'json', format: 'a@1', value: [1] }),
        message(5, 'assistant', { type: 'json', format: 'a@1', value: [1], text: 'one' }),
        message(6, 'system', 'Noted.'),
        message(7, 'user', { type: 'redacted' }),
        message(8, 'user', 'And now?'),
      ],
    })
    expect(rest).toMatchObject({ model: 'test-model', stream: true })
    expect(messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'card' },
      { role: 'assistant', content: '[Adaptive Card] {"type":"AdaptiveCard"}' },
      { role: 'user', content: '[rate] {"stars":5}' },
      { role: 'assistant', content: '[1]' },
      { role: 'assistant', content: 'one' },
      { role: 'system', content: 'Noted.' },
      { role: 'user', content: '[redacted]' },
      { role: 'user', content: 'And now?' },
    ])
  })

  test('has as many messages as it may, by one page', async () => {
    const { messages, pages } = await messagesOf(
      { messages: many },
      { messages: 5, characters: 1e6 },
    )
    expect(messages.map(({ content }: { content: string }) => content)).toEqual([
      'Be brief.',
      ...[96, 97, 98, 99, 100].map((seq) => `message ${seq}`),
    ])
    expect(pages).toEqual([5])
  })

  test('has no more characters than it may, but for the message itself', async () => {
    const budget = { messages: 40, characters: 35 }
    expect((await messagesOf({ messages: many }, budget)).messages).toHaveLength(4)
    const long = message(101, 'user', 'x'.repeat(100))
    expect((await messagesOf({ messages: [...many, long] }, budget)).messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'x'.repeat(100) },
    ])
  })

  test('of one message reads nothing', async () => {
    const { messages, pages } = await messagesOf(
      { messages: many },
      { messages: 1, characters: 1e6 },
    )
    expect(messages).toHaveLength(2)
    expect(pages).toEqual([])
  })

  test('has nothing from behind the message', async () => {
    const { messages } = await messagesOf({
      messages: [message(1, 'user', 'Hello'), message(2, 'assistant', 'half of a re')],
    })
    expect(messages.at(-1)).toEqual({ role: 'user', content: 'Hello' })
  })
})
