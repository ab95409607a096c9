import { describe, expect, test } from 'vitest'
import {
  adaptiveCard,
  type FakeActivity,
  type FakeCopilotOptions,
  inPackets,
  saying,
  searching,
  startFakeCopilot,
  streaming,
  withComments,
} from '../../testing/index.ts'
import { converse, TOKEN } from '../support/ask-copilot.ts'

async function replyTo(activities: readonly FakeActivity[], options: FakeCopilotOptions = {}) {
  await using copilot = await startFakeCopilot({ reply: () => activities, ...options })
  const said = await (await converse(copilot)).say('Hello')
  return { ...said, turns: copilot.turns, requests: copilot.requests }
}

describe('a reply', () => {
  test('is a message for each message activity', async () => {
    const { messages, error, events } = await replyTo([saying('One'), saying('Two')])
    expect(error).toBeUndefined()
    expect(messages).toEqual([
      { type: 'text', text: 'One' },
      { type: 'text', text: 'Two' },
    ])
    expect(events.at(-1)).toEqual({ type: 'metadata', metadata: { finishReason: 'stop' } })
  })

  const pieces = ['Grüße ', 'an ', 'alle 😀']
  test.each<[string, FakeCopilotOptions['intercept']]>([
    ['as it comes', (script) => script],
    ['a byte at a time', (script) => inPackets(1, script)],
    ['with comments', (script) => withComments(script)],
    [
      'with CRLF',
      (script) => (exchange) =>
        script({
          ...exchange,
          send: (data) => exchange.send(String(data).replaceAll('\n', '\r\n')),
        }),
    ],
  ])(
    'is streamed %s, and its whole text is not said again',
    async (_what, intercept = (s) => s) => {
      const { text, messages } = await replyTo(streaming('s', pieces), { intercept })
      expect(text).toBe(pieces.join(''))
      expect(messages).toEqual([])
    },
  )

  test('is streamed in order, whatever comes first, and by the channel data of older agents', async () => {
    const [one, two, three, final] = streaming('s', pieces).map(({ entities, ...activity }) => ({
      ...activity,
      channelData: Array.isArray(entities) ? entities[0] : undefined,
    }))
    if (!one || !two || !three || !final) throw new Error('there are three pieces')
    expect((await replyTo([two, one, one, three, final])).text).toBe(pieces.join(''))
  })

  test('whose end brings more text has all of it', async () => {
    const [one] = streaming('s', ['Hello'])
    const final = saying('Hello, Ada', {
      entities: [{ type: 'streaminfo', streamType: 'final', streamId: 's' }],
    })
    expect((await replyTo([...(one ? [one] : []), final])).text).toBe('Hello, Ada')
  })

  test('whose end brings another text has that as a message of its own', async () => {
    const [one] = streaming('s', ['Helo'])
    const final = saying('Hello', {
      entities: [{ type: 'streaminfo', streamType: 'final', streamId: 's' }],
    })
    const { text, messages } = await replyTo([...(one ? [one] : []), final])
    expect(text).toBe('Helo')
    expect(messages).toEqual([{ type: 'text', text: 'Hello' }])
  })

  test('has no piece twice that came twice', async () => {
    const [one, two] = streaming('s', pieces)
    expect((await replyTo(one && two ? [one, two, one] : [])).text).toBe('Grüße an ')
  })

  test('has the pieces behind one that never came', async () => {
    const [one, _two, three] = streaming('s', pieces)
    expect((await replyTo(one && three ? [one, three] : [])).text).toBe('Grüße alle 😀')
  })

  test('of two streams is two paragraphs', async () => {
    const { text } = await replyTo([...streaming('a', ['One']), ...streaming('b', ['Two'])])
    expect(text).toBe('One\n\nTwo')
  })

  test('shows what the agent is doing', async () => {
    const { events } = await replyTo([searching('Searching...'), saying('Found')])
    expect(events).toContainEqual({ type: 'status', text: 'Searching...' })
  })

  test('has cards, other attachments and suggested actions', async () => {
    const card = { type: 'AdaptiveCard', body: [] }
    const image = { contentType: 'image/png', contentUrl: 'https://example.com/a.png', name: 'A' }
    const actions = [
      { type: 'imBack', title: 'Yes', value: 'yes, please' },
      { type: 'postBack', title: 'No', value: { answer: 'no' } },
      { type: 'openUrl', title: 'Read', value: 'https://example.com' },
    ]
    const { messages } = await replyTo([
      adaptiveCard(card),
      saying('Shall I?', { attachments: [image], suggestedActions: { actions } }),
    ])
    expect(messages).toEqual([
      { type: 'card', card },
      { type: 'text', text: 'Shall I?' },
      {
        type: 'json',
        format: 'bot-framework/attachment',
        text: 'A',
        value: { contentType: 'image/png', contentUrl: image.contentUrl, content: null },
      },
      {
        type: 'card',
        card: {
          type: 'AdaptiveCard',
          version: '1.5',
          body: [],
          actions: [
            {
              type: 'Action.Submit',
              id: 'suggestion-1',
              title: 'Yes',
              data: { msteams: { type: 'imBack', value: 'yes, please' } },
            },
            { type: 'Action.Submit', id: 'suggestion-2', title: 'No', data: { answer: 'no' } },
            { type: 'Action.OpenUrl', title: 'Read', url: 'https://example.com' },
          ],
        },
      },
    ])
  })

  test.each([
    ['an event', { type: 'event', name: 'a' }],
    ['a trace', { type: 'trace' }],
    ['an unknown type', { type: 'not-yet-known', text: 'a' }],
    ['a typing activity', { type: 'typing' }],
    ['an echo of the user', { type: 'message', from: { role: 'user' }, text: 'Hello' }],
    ['the end of the conversation', { type: 'endOfConversation' }],
  ])('does not stumble over %s', async (_what, activity) => {
    const { messages, error } = await replyTo([activity, saying('Hello')])
    expect({ messages, error }).toEqual({
      messages: [{ type: 'text', text: 'Hello' }],
      error: undefined,
    })
  })
})

describe('what the user said', () => {
  test.each([
    ['a text', { type: 'text', text: 'Hello' }, { text: 'Hello' }],
    [
      'a card action',
      { type: 'cardAction', actionId: 'rate', data: { stars: 5 } },
      { value: { stars: 5 } },
    ],
    [
      'a suggested action',
      {
        type: 'cardAction',
        actionId: 'suggestion-1',
        data: { msteams: { type: 'imBack', value: 'yes' } },
      },
      { text: 'yes' },
    ],
  ] as const)('is sent as %s', async (_what, content, sent) => {
    await using copilot = await startFakeCopilot()
    await (await converse(copilot)).say(content)
    expect(copilot.turns).toEqual([
      {
        conversationId: 'conversation:1',
        activity: { type: 'message', conversation: { id: 'conversation:1' }, ...sent },
      },
    ])
    expect(copilot.requests.at(-1)?.headers['authorization']).toBe(`Bearer ${TOKEN}`)
  })
})
