import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  cutAfter,
  eventStream,
  inPackets,
  json,
  rawStream,
  type Script,
  startScriptedServer,
  withComments,
} from '../../testing/index.ts'
import { agentAt, askService, SERVICE_SECRET } from '../support/ask-service.ts'
import { everythingOf, listen, message, turnOn } from '../support/turn.ts'

const EVENTS = [
  { type: 'status', text: 'Searching...' },
  { type: 'text', delta: 'Grüße ' },
  { type: 'text', delta: '😀' },
  { type: 'message', role: 'tool', content: { type: 'json', format: 'a@1', value: [1] } },
  { type: 'message', content: { type: 'card', card: { type: 'AdaptiveCard' } } },
  { type: 'conversation', externalId: 'case-7', title: 'A case', metadata: { queue: 1 } },
  { type: 'metadata', metadata: { model: 'mine' } },
]

describe('a reply', () => {
  test.each([
    ['JSON', json(200, { events: EVENTS })],
    ['a stream', eventStream(EVENTS)],
    ['a stream, a byte at a time', inPackets(1, eventStream(EVENTS))],
    [
      'a stream with CRLF, a byte at a time',
      inPackets(1, eventStream(EVENTS, { lineEnd: '\r\n' })),
    ],
    ['a stream with comments', withComments(eventStream(EVENTS))],
  ])('comes as %s', async (_what, script) => {
    const { events, error, requests } = await askService(script)
    expect(error).toBeUndefined()
    expect(events).toEqual(EVENTS)
    expect(requests).toHaveLength(1)
  })

  test('that was cut after any byte is a failure, and its beginning is kept', async () => {
    const bytes = EVENTS.reduce((sum, event) => sum + Buffer.byteLength(lineOf(event)), 0)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: bytes }), async (cut) => {
        const { events, error } = await askService(cutAfter(cut, eventStream(EVENTS)))
        expect(EVENTS.slice(0, events.length)).toEqual(events)
        expect(error?.retryable).toBe(true)
      }),
      { numRuns: 100 },
    )
  })
})

test('the request has the conversation, the message and what was said before', async () => {
  const messages = [
    message(1, 'user', 'One'),
    message(2, 'assistant', 'Two'),
    message(3, 'user', 'Three'),
  ]
  const turn = { messages, attempt: 2, bearerToken: 'canary-token' }
  const { requests } = await askService(eventStream([]), turn)
  const [request] = requests
  if (request === undefined) throw new Error('the service was not asked')
  expect(JSON.parse(request.body)).toEqual({
    conversation: turnOn(turn).conversation,
    message: messages[2],
    history: messages.slice(0, 2),
    attempt: 2,
  })
  expect(JSON.stringify(request.headers)).not.toContain('canary')
})

test('the request is signed as Standard Webhooks has it', async () => {
  const { requests } = await askService(eventStream([]))
  const { body = '', headers } = requests[0] ?? {}
  const { 'webhook-id': id, 'webhook-timestamp': timestamp } = headers ?? {}
  expect(id).toBe('message-1_1')
  expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(5)
  const hmac = createHmac('sha256', SERVICE_SECRET).update(`${id}.${timestamp}.${body}`)
  expect(headers?.['webhook-signature']).toBe(`v1,${hmac.digest('base64')}`)
})

test('the request of a greeting has the conversation, and is signed as well', async () => {
  await using service = await startScriptedServer(eventStream(EVENTS))
  const { conversation, signal, bearerToken } = turnOn({ bearerToken: 'canary-token' })
  const greeting = { conversation, signal, bearerToken, attempt: 2 }
  const agent = await agentAt(service.url, SERVICE_SECRET, true)
  const { events, error } = await listen(agent.greet?.(greeting) ?? [])
  expect(error).toBeUndefined()
  expect(events).toEqual(EVENTS)
  const [{ body = '', headers = {} } = {}] = service.requests
  expect(JSON.parse(body)).toEqual({ type: 'greeting', conversation, attempt: 2 })
  const { 'webhook-id': id, 'webhook-timestamp': timestamp } = headers
  expect(id).toBe(`${conversation.id}_2`)
  const hmac = createHmac('sha256', SERVICE_SECRET).update(`${id}.${timestamp}.${body}`)
  expect(headers['webhook-signature']).toBe(`v1,${hmac.digest('base64')}`)
  expect(JSON.stringify(headers)).not.toContain('canary')
})

test('a service that is not said to greet is not asked to', async () => {
  expect((await agentAt('http://127.0.0.1:1')).greet).toBeUndefined()
})

describe('a failure', () => {
  const says = (event: object) =>
    rawStream(lineOf({ type: 'text', delta: 'So far' }), lineOf(event))
  const html: Script = async (exchange) => {
    await exchange.head(200, { 'content-type': 'text/html' })
    await exchange.send('canary')
    await exchange.end()
  }

  const largeInteger = '{"canary":2512292042121000001}'

  test.each([
    ['401', json(401, { error: 'canary' }), false, 'responded with 401'],
    ['404', json(404, {}), false, 'responded with 404'],
    ['429', json(429, {}), true, 'responded with 429'],
    ['500', json(500, { error: 'canary' }), true, 'responded with 500'],
    ['a redirect', json(302, {}, { location: '/canary' }), false, 'responded with 302'],
    ['HTML', html, false, 'content type'],
    ['JSON that is none', rawJson('canary'), false, 'is not JSON'],
    ['other JSON', json(200, { text: 'canary' }), false, 'protocol'],
    ['an unknown event', says({ type: 'canary' }), false, 'protocol'],
    ['a field too many', says({ type: 'text', delta: 'a', canary: 1 }), false, 'protocol'],
    ['a large integer', rawJson(largeInteger), false, 'integer beyond 2^53'],
    ['one in a stream', rawStream(`data: ${largeInteger}\n\n`), false, 'integer beyond 2^53'],
    ['a name twice', rawJson('{"canary":1,"canary":2}'), false, 'given more than once'],
    ['an event that is no JSON', rawStream('data: canary\n\n'), false, 'is not JSON'],
    ['no end', says({ type: 'text', delta: '.' }), true, 'without an end'],
    ['a final error', says({ type: 'error', retryable: false }), false, 'error event'],
    ['a passing error', says({ type: 'error', retryable: true }), true, 'error event'],
  ])('by %s says whether it may pass, and quotes nobody', async (_what, script, retryable, why) => {
    const { error, requests } = await askService(script)
    expect(error).toMatchObject({ retryable, retryAfterMs: undefined })
    expect(String(error?.cause)).toContain(why)
    expect(everythingOf(error)).not.toContain('canary')
    expect(requests).toHaveLength(1)
  })

  test('hands on when to try again', async () => {
    for (const [retryAfterSeconds, ms] of [
      [7, 7000],
      [1e308, 86_400_000],
    ]) {
      const wait = { type: 'error', retryable: true, retryAfterSeconds }
      expect((await askService(says(wait))).error).toMatchObject({ retryAfterMs: ms })
    }
    for (const status of [429, 503]) {
      const busy = json(status, {}, { 'retry-after': '8' })
      const { error } = await askService(busy)
      expect(error).toMatchObject({ retryable: true, retryAfterMs: 8000 })
    }
  })

  test.each([true, false])('by a body without end is cut off (streamed: %s)', async (isStream) => {
    const endless: Script = async (exchange) => {
      const type = isStream ? 'text/event-stream' : 'application/json'
      await exchange.head(200, { 'content-type': type })
      let isClosed = false
      exchange.request.closed.then(() => {
        isClosed = true
      })
      while (!isClosed) await exchange.send('x'.repeat(1024 * 1024))
    }
    const { error, requests } = await askService(endless)
    expect(error).toBeDefined()
    await requests[0]?.closed
  })
})

test('a card action is sent as it is', async () => {
  const content = { type: 'cardAction', actionId: 'rate', data: { stars: 5 } } as const
  const { requests } = await askService(eventStream([]), {
    messages: [message(1, 'user', content)],
  })
  expect(JSON.parse(requests[0]?.body ?? '').message.content).toEqual(content)
})

function rawJson(body: string): Script {
  return async (exchange) => {
    await exchange.head(200, { 'content-type': 'application/json' })
    await exchange.send(body)
    await exchange.end()
  }
}

function lineOf(event: object): string {
  return `data: ${JSON.stringify(event)}\n\n`
}
