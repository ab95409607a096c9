import { describe, expect, test } from 'vitest'
import {
  completion,
  createGate,
  inPackets,
  rawStream,
  startFakeModel,
  withComments,
} from '../../testing/index.ts'
import { agentOn, ask, KEY, PIECES, WHOLE } from '../support/ask-model.ts'
import { turnOn } from '../support/turn.ts'

describe('a reply', () => {
  test('is streamed, with its model, usage and reason in the metadata', async () => {
    const { events, requests } = await ask(completion(PIECES))
    expect(events).toEqual([
      ...PIECES.map((delta) => ({ type: 'text', delta })),
      {
        type: 'metadata',
        metadata: {
          finishReason: 'stop',
          model: 'fake-1',
          usage: { inputTokens: 10, outputTokens: 3, totalTokens: 13 },
        },
      },
    ])
    expect(requests).toHaveLength(1)
    expect(requests[0]?.headers['authorization']).toBe(`Bearer ${KEY}`)
  })

  test('arrives piece by piece, and not at its end', async () => {
    const gate = createGate()
    await using model = await startFakeModel(
      completion(PIECES, { before: async (index) => (index === 1 ? gate.opened : undefined) }),
    )
    const response = (await agentOn(model)).respond(turnOn())[Symbol.asyncIterator]()
    expect((await response.next()).value).toEqual({ type: 'text', delta: PIECES[0] })
    gate.open()
    expect((await response.next()).value).toEqual({ type: 'text', delta: PIECES[1] })
    await response.return?.()
  })

  test.each([
    ['bytes that come one at a time', inPackets(1, completion(PIECES))],
    ['CRLF', completion(PIECES, { lineEnd: '\r\n' })],
    ['CRLF, a byte at a time', inPackets(1, completion(PIECES, { lineEnd: '\r\n' }))],
    ['comments', withComments(completion(PIECES))],
  ])('is the same by %s', async (_what, script) => {
    expect(await ask(script)).toMatchObject({ text: WHOLE, error: undefined })
  })

  test.each(['length', 'content_filter', 'stop'])('that ends by %s says so', async (reason) => {
    const { events } = await ask(completion(PIECES, { finishReason: reason }))
    expect(events.at(-1)).toMatchObject({ metadata: { finishReason: reason } })
  })

  test('of nothing has no text', async () => {
    expect(await ask(completion([]))).toMatchObject({ text: '', error: undefined })
  })

  test('may be a refusal of the model', async () => {
    const refusal = { choices: [{ index: 0, delta: { refusal: 'No.' }, finish_reason: 'stop' }] }
    expect((await ask(rawStream(`data: ${JSON.stringify(refusal)}\n\n`))).text).toBe('No.')
  })
})
