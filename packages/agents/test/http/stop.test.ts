import { expect, test } from 'vitest'
import {
  createGate,
  silent,
  startScriptedServer,
  unfinished,
  unresponsive,
} from '../../testing/index.ts'
import { agentAt } from '../support/ask-service.ts'
import { listen, stopInMidStream, turnOn } from '../support/turn.ts'

test.each([
  ['that is silent', silent],
  ['that sends no headers', unresponsive],
])('a stop closes the connection to a service %s', async (_what, script) => {
  const arrived = createGate()
  await using service = await startScriptedServer((exchange) => {
    arrived.open()
    return script(exchange)
  })
  const abort = new AbortController()
  const said = listen((await agentAt(service.url)).respond(turnOn({ signal: abort.signal })))
  await arrived.opened
  const before = performance.now()
  abort.abort()
  await said
  await service.requests[0]?.closed
  expect(performance.now() - before).toBeLessThan(5000)
})

test('a stop in mid-stream closes the connection, and what was said is kept', async () => {
  const said = { type: 'text', delta: 'So far' }
  await using service = await startScriptedServer(unfinished(`data: ${JSON.stringify(said)}\n\n`))
  const stop = new AbortController()
  const response = (await agentAt(service.url)).respond(turnOn({ signal: stop.signal }))
  expect((await listen(stopInMidStream(response, stop))).events).toEqual([said])
  await service.requests[0]?.closed
})
