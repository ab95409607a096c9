import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  completion,
  cutAfter,
  modelError,
  pieceEvent,
  rawStream,
  type Script,
  silent,
  startFakeModel,
} from '../../testing/index.ts'
import { agentOn, ask, KEY, PIECES, WHOLE } from '../support/ask-model.ts'
import { everythingOf, listen, turnOn } from '../support/turn.ts'

describe('a failure', () => {
  const quoting = (code: string) => ({ message: `Key ${KEY}: canary-text`, code })
  const html: Script = async (exchange) => {
    await exchange.head(502, { 'content-type': 'text/html' })
    await exchange.send('<h1>canary-text</h1>')
    await exchange.end()
  }

  test.each([
    ['400', modelError(400, quoting('content_filter')), false, '400 (content_filter)'],
    ['401', modelError(401, quoting('invalid_api_key')), false, '401 (invalid_api_key)'],
    ['403', modelError(403, quoting('a code with spaces canary-text')), false, '403'],
    ['404', modelError(404, quoting('model_not_found')), false, '404 (model_not_found)'],
    ['408', modelError(408, quoting('timeout')), true, '408 (timeout)'],
    ['409', modelError(409, quoting('conflict')), true, '409 (conflict)'],
    ['429', modelError(429, quoting('rate_limit_exceeded')), true, '429 (rate_limit_exceeded)'],
    ['a quota', modelError(429, quoting('insufficient_quota')), false, '(insufficient_quota)'],
    ['500', modelError(500, quoting('server_error')), true, '500 (server_error)'],
    ['502', html, true, '502'],
    ['503', modelError(503, quoting('overloaded')), true, '503 (overloaded)'],
    ['no JSON', rawStream('data: canary-text\n\n'), true, 'could not be read'],
    ['no object', rawStream('data: null\n\n'), true, 'could not be read'],
    ['an error event', rawStream(errorEvent(quoting('server_error'))), true, '(server_error)'],
    ['an end too soon', rawStream(pieceEvent('canary-text')), true, 'ended before'],
    ['an empty stream', rawStream(), true, 'ended before'],
  ])('by %s is told from others, asked once and quotes nobody', async (_what, script, ...told) => {
    const [retryable, why] = told
    const { error, requests } = await ask(script)
    expect(error).toMatchObject({ retryable, retryAfterMs: undefined })
    expect(String(error?.cause)).toContain(why)
    expect(everythingOf(error)).not.toContain('canary')
    expect(requests).toHaveLength(1)
  })

  test.each([
    ['7', 7000],
    ['0.5', 500],
    // The table is made before the tests run: on a slow machine many seconds.
    [new Date(Date.now() + 3_600_000).toUTCString(), expect.closeTo(3_600_000, -6)],
    ['soon', undefined],
    ['31536000000', 86_400_000],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 86_400_000],
  ])('by 429 hands Retry-After on: %s', async (value, ms) => {
    const limit = { message: 'Slow down', code: 'rate_limit_exceeded' }
    const { error } = await ask(modelError(429, limit, { 'retry-after': value }))
    expect(error).toMatchObject({ retryable: true, retryAfterMs: ms })
  })

  test('by an address where nobody listens may be tried again', async () => {
    const model = await startFakeModel(silent)
    await model[Symbol.asyncDispose]()
    const { error } = await listen((await agentOn(model)).respond(turnOn()))
    expect(error?.retryable).toBe(true)
    expect(String(error?.cause)).toContain('ECONNREFUSED')
  })

  test('by a cut after any byte is a failure, unless all was said; the beginning is kept', async () => {
    const script = completion(PIECES)
    let bytes = 0
    await ask((exchange) =>
      script({
        ...exchange,
        send: (data) => {
          bytes += Buffer.byteLength(data)
          return exchange.send(data)
        },
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: bytes }), async (cut) => {
        const { text, error, requests } = await ask(cutAfter(cut, script))
        expect(WHOLE.startsWith(text)).toBe(true)
        if (error === undefined) expect(text).toBe(WHOLE)
        else expect(error.retryable).toBe(true)
        expect(requests).toHaveLength(1)
      }),
      { numRuns: 100 },
    )
  })
})

function errorEvent(error: { message: string; code: string }): string {
  return `data: ${JSON.stringify({ error: { type: 'server_error', ...error } })}\n\n`
}
