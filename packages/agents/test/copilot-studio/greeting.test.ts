import { expect, test } from 'vitest'
import {
  cutAfter,
  isTurn,
  json,
  type Script,
  saying,
  startFakeCopilot,
  streaming,
} from '../../testing/index.ts'
import { converse, TOKEN } from '../support/ask-copilot.ts'
import { everythingOf } from '../support/turn.ts'

const text = (said: string) => ({ type: 'text', text: said })

test.each([true, false])(
  'a greeting is what a conversation begins with, and the turns are of it (named in the header: %s)',
  async (namesInHeader) => {
    await using copilot = await startFakeCopilot({
      namesInHeader,
      greeting: [...streaming('s', ['Wel', 'come']), saying('What can I do?')],
    })
    const { greet, say, facts } = await converse(copilot)
    const greeting = await greet()
    expect(greeting).toMatchObject({ text: 'Welcome', messages: [text('What can I do?')] })
    expect(facts.externalId).toBe('conversation:1')
    expect((await say('One')).messages).toEqual([text('Hello')])
    expect(copilot.begun()).toBe(1)
    expect(copilot.turns).toMatchObject([{ conversationId: 'conversation:1' }])
    expect(copilot.requests[0]?.headers['authorization']).toBe(`Bearer ${TOKEN}`)
  },
)

test('a greeting that is asked for again is of another conversation, and so are the turns', async () => {
  await using copilot = await startFakeCopilot({
    namesInHeader: false,
    greeting: [saying('Welcome')],
  })
  const { greet, say, facts } = await converse(copilot)
  await greet()
  expect((await greet({ attempt: 2 })).messages).toEqual([text('Welcome')])
  expect(facts.externalId).toBe('conversation:2')
  expect((await say('One')).messages).toEqual([text('Hello')])
  expect(copilot.turns).toMatchObject([{ conversationId: 'conversation:2' }])
})

test('a greeting of an agent that says nothing at the start is empty', async () => {
  await using copilot = await startFakeCopilot()
  const { greet, facts } = await converse(copilot)
  expect(await greet()).toMatchObject({ text: '', messages: [], error: undefined })
  expect(facts.externalId).toBe('conversation:1')
})

test.each([
  [401, false],
  [429, true],
  [500, true],
])(
  'a greeting that is rejected by %s leaves the first message to begin',
  async (status, retryable) => {
    let isDone = false
    await using copilot = await startFakeCopilot({
      greeting: [saying('Welcome')],
      intercept: (response) => {
        if (isDone) return response
        isDone = true
        return json(status, { error: 'canary' }, { 'retry-after': '7' })
      },
    })
    const { greet, say } = await converse(copilot)
    const { error } = await greet()
    expect(error).toMatchObject({ retryable, retryAfterMs: 7000 })
    expect(everythingOf(error)).not.toContain('canary')
    expect((await say('One')).messages).toEqual([text('Welcome'), text('Hello')])
  },
)

test.each([true, false])(
  'a greeting that is cut is resumed or fails, and the turn is of its conversation (event ids: %s)',
  async (hasEventIds) => {
    let isCut = false
    const cutOnce = (script: Script): Script => {
      if (isCut) return script
      isCut = true
      return cutAfter(250, script)
    }
    await using copilot = await startFakeCopilot({
      hasEventIds,
      greeting: [saying('Welcome'), saying('What can I do?')],
      intercept: (response, { request }) => (isTurn(request) ? response : cutOnce(response)),
    })
    const { greet, say } = await converse(copilot)
    const { messages, error } = await greet()
    if (hasEventIds) expect(messages).toEqual([text('Welcome'), text('What can I do?')])
    else expect(messages).toEqual([text('Welcome')])
    expect(error === undefined).toBe(hasEventIds)
    expect((await say('One')).messages).toEqual([text('Hello')])
    expect(copilot.begun()).toBe(1)
  },
)
