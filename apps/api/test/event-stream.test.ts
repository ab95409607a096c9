import { once } from 'node:events'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import express from 'express'
import { expect, test } from 'vitest'
import { createExpressServer } from '../src/http/express-server.ts'
import { toChunk } from '../src/watch/event-bytes.ts'
import { openEventStream } from '../src/watch/event-stream.ts'
import { urlOf } from './support/api.ts'
import { hold } from './support/held-connection.ts'

const EVENTS = [
  'data: "one"\n\n',
  'data: "Grüße, 世界 👋"\n\n',
  `data: "${'x'.repeat(20_000)}"\n\n`,
]
const NEVER = { chunk: toChunk(': ping\n\n'), intervalMs: 1_000_000 }

async function startServer() {
  const app = express().get('/', async (_req, res) => {
    const stream = openEventStream(res, new AbortController().signal)
    stream.open({ 'cache-control': 'no-cache' }, NEVER)
    for (const event of EVENTS) await stream.write(toChunk(event))
    stream.end()
  })
  const server = createExpressServer({}, app)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: urlOf(server),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

test('a client of HTTP/1.1 gets each event as one chunk, and may use its connection again', async () => {
  await using server = await startServer()
  const client = await hold(server.url)
  for (let n = 0; n < 2; n++) {
    client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    let received = ''
    const chunks = EVENTS.map((event) => toChunk(event).toString()).join('')
    while (!received.endsWith('\r\n0\r\n\r\n')) received += String(...(await once(client, 'data')))
    const [head, ...body] = received.split('\r\n\r\n')
    expect(head?.toLowerCase()).toContain('transfer-encoding: chunked')
    expect(body.join('\r\n\r\n')).toBe(`${chunks}0\r\n\r\n`)
  }
})

test('a client of HTTP/1.0 gets the events alone, until the connection ends', async () => {
  await using server = await startServer()
  const client = await hold(server.url)
  client.write('GET / HTTP/1.0\r\nhost: x\r\n\r\n')
  const [head, ...body] = (await text(client)).split('\r\n\r\n')
  expect(head?.toLowerCase()).not.toContain('transfer-encoding')
  expect(body.join('\r\n\r\n')).toBe(EVENTS.join(''))
})

test('a HEAD has no body', async () => {
  await using server = await startServer()
  const [response] = await once(request(server.url, { method: 'HEAD' }).end(), 'response')
  expect(response.headers['content-type']).toBe('text/event-stream')
  expect(await text(response)).toBe('')
})
