import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  createGate,
  cutAfter,
  type FakeCopilotOptions,
  isTurn,
  json,
  rawStream,
  type Script,
  saying,
  silent,
  startFakeCopilot,
  streaming,
  unfinished,
  unresponsive,
} from '../../testing/index.ts'
import { agentOf, converse } from '../support/ask-copilot.ts'
import { everythingOf, listen, message, stopInMidStream, turnOn } from '../support/turn.ts'

const MESSAGE = message(1, 'user', 'Hello')

/** The same message again, as a repeated `send` asks, after the script had its way once. */
async function askTwice(script: Script, onTurn = true, options: FakeCopilotOptions = {}) {
  let isDone = false
  await using copilot = await startFakeCopilot({
    ...options,
    intercept: (response, { request }) => {
      if (isDone || isTurn(request) !== onTurn) return response
      isDone = true
      return script
    },
  })
  const { say } = await converse(copilot)
  const first = await say('', { messages: [MESSAGE] })
  const second = await say('', { messages: [MESSAGE], attempt: 2 })
  return { first, second, turns: copilot.turns.length, requests: copilot.requests }
}

describe('a rejection', () => {
  test.each([
    [401, false],
    [403, false],
    [429, true],
    [503, true],
  ])('of the turn by %s: it was not executed, and may be sent again', async (status, retryable) => {
    const rejected = json(status, { error: 'canary' }, { 'retry-after': '7' })
    const { first, second } = await askTwice(rejected)
    expect(first.error).toMatchObject({ retryable, retryAfterMs: 7000 })
    expect(everythingOf(first.error)).not.toContain('canary')
    expect(second.messages).toEqual([{ type: 'text', text: 'Hello' }])
  })

  test.each([
    ['by 500', json(500, { error: 'canary' })],
    ['by 502', json(502, {})],
    ['by a cut before the headers', (async ({ cut }) => cut()) satisfies Script],
    ['by an activity that is no JSON', activityEvent('canary')],
    ['by an activity without a type', activityEvent('{"canary":1}')],
    ['by an activity of a wrong shape', activityEvent('{"type":"message","text":{"canary":1}}')],
    ['by an empty stream', rawStream()],
  ])('of the turn %s: it may have been executed, and is not sent again', async (_what, script) => {
    const { first, second, requests } = await askTwice(script, true, { hasEventIds: false })
    expect(first.error?.retryable).toBe(false)
    expect(everythingOf(first.error)).not.toContain('canary')
    expect(second.error?.retryable).toBe(false)
    expect(requests.filter(isTurn)).toHaveLength(1)
  })

  test.each([
    [401, false],
    [429, true],
    [500, true],
  ])('of a new conversation by %s leaves the turn unsent', async (status, retryable) => {
    const { first, second } = await askTwice(json(status, { error: 'canary' }), false)
    expect(first.error?.retryable).toBe(retryable)
    expect(everythingOf(first.error)).not.toContain('canary')
    expect(second.messages).toEqual([{ type: 'text', text: 'Hello' }])
  })

  test('by an address where nobody listens may be tried again', async () => {
    const copilot = await startFakeCopilot()
    const { say, facts } = await converse(copilot)
    Object.assign(facts, { externalId: 'conversation:1' })
    await copilot[Symbol.asyncDispose]()
    const { error, events } = await say('One')
    expect(String(error?.cause)).toContain('ECONNREFUSED')
    expect(error?.retryable).toBe(true)
    expect(events.at(-1)).toMatchObject({ sdkConversationRef: expect.stringMatching(/^sent=&/) })
  })
})

describe('a stream that is cut after any byte', () => {
  const pieces = ['Grüße ', 'an ', 'alle 😀']
  const options = { reply: () => [...streaming('s', pieces), saying('Bye')] }
  const whole = { text: pieces.join(''), messages: [{ type: 'text', text: 'Bye' }] }

  test.each([true, false])(
    'is resumed or fails, and no turn is executed twice (event ids: %s)',
    async (hasEventIds) => {
      const outcomes = { whole: 0, failed: 0 }
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 1500 }), fc.boolean(), async (cut, onTurn) => {
          let isCut = false
          await using copilot = await startFakeCopilot({
            ...options,
            hasEventIds,
            greeting: [saying('Welcome')],
            intercept: (script, { request }) => {
              if (isCut || isTurn(request) !== onTurn) return script
              isCut = true
              return cutAfter(cut, script)
            },
          })
          const { say } = await converse(copilot)
          const first = await say('', { messages: [MESSAGE] })
          const { error, text } = first
          const messages = first.messages.slice(-1)
          if (error === undefined) expect({ text, messages }).toEqual(whole)
          else expect(whole.text.startsWith(text)).toBe(true)
          outcomes[error === undefined ? 'whole' : 'failed'] += 1

          if (error !== undefined) await say('', { messages: [MESSAGE], attempt: 2 })
          expect(copilot.turns).toHaveLength(1)
        }),
        { numRuns: 100 },
      )
      expect(outcomes.whole).toBeGreaterThan(0)
      if (!hasEventIds) expect(outcomes.failed).toBeGreaterThan(0)
    },
  )
})

test.each([
  ['that is silent', silent],
  ['that sends no headers', unresponsive],
])('a stop closes the connection to a platform %s', async (_what, script) => {
  const arrived = createGate()
  await using copilot = await startFakeCopilot({
    intercept: (response, { request }) => {
      if (!isTurn(request)) return response
      arrived.open()
      return script
    },
  })
  const abort = new AbortController()
  const agent = await agentOf(copilot)
  const said = listen(agent.respond(turnOn({ signal: abort.signal })))
  await arrived.opened
  const before = performance.now()
  abort.abort()
  await said
  await copilot.requests.at(-1)?.closed
  expect(performance.now() - before).toBeLessThan(5000)
  expect(copilot.requests.filter(isTurn)).toHaveLength(1)
})

test('a stop in mid-stream closes the connection, and the turn was sent once', async () => {
  const [piece] = streaming('s', ['So far', ' never'])
  const begun = unfinished(`event: activity\ndata: ${JSON.stringify(piece)}\n\n`)
  await using copilot = await startFakeCopilot({
    intercept: (response, { request }) => (isTurn(request) ? begun : response),
  })
  const stop = new AbortController()
  const response = (await agentOf(copilot)).respond(turnOn({ signal: stop.signal }))
  expect((await listen(stopInMidStream(response, stop))).text).toBe('So far')
  await copilot.requests.at(-1)?.closed
  expect(copilot.requests.filter(isTurn)).toHaveLength(1)
})

function activityEvent(data: string): Script {
  return rawStream(`event: activity\ndata: ${data}\n\n`)
}
