import { expect, test } from 'vitest'
import { createGate, silent, startFakeModel, unresponsive } from '../../testing/index.ts'
import { agentOn, slow } from '../support/ask-model.ts'
import { listen, turnOn } from '../support/turn.ts'

test.each([
  ['that is silent', silent],
  ['that sends no headers', unresponsive],
  ['in the middle of a reply', slow(1)],
])('a stop closes the connection to a model %s', async (_what, script) => {
  const arrived = createGate()
  await using model = await startFakeModel((exchange) => {
    arrived.open()
    return script(exchange)
  })
  const abort = new AbortController()
  const said = listen((await agentOn(model)).respond(turnOn({ signal: abort.signal })))
  await arrived.opened
  const before = performance.now()
  abort.abort()
  await said
  await model.requests[0]?.closed
  expect(performance.now() - before).toBeLessThan(5000)
})

test('a response that nobody reads to its end leaves no connection', async () => {
  await using model = await startFakeModel(slow(1))
  const response = (await agentOn(model)).respond(turnOn())[Symbol.asyncIterator]()
  await response.next()
  await response.return?.()
  await model.requests[0]?.closed
})
