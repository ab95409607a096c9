import { once } from 'node:events'
import { connect } from 'node:net'
import express from 'express'
import { expect, test } from 'vitest'
import { createExpressServer } from '../src/http/express-server.ts'
import { toChunk } from '../src/watch/event-bytes.ts'
import { openEventStream } from '../src/watch/event-stream.ts'
import { urlOf } from './support/api.ts'

/** A stream that writes for as long as it is read, and is pinged besides. */
async function startStream(stalledMs: number) {
  const app = express().get('/', async (_req, res) => {
    const stream = openEventStream(res, new AbortController().signal, stalledMs)
    stream.open({}, { chunk: toChunk(': ping\n\n'), intervalMs: stalledMs / 10 })
    while (!stream.signal.aborted) await stream.write(toChunk('x'.repeat(100_000)))
    stream.end()
  })
  const server = createExpressServer({}, app)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { hostname, port } = new URL(urlOf(server))
  const client = connect(Number(port), hostname)
  client.on('error', () => {})
  const [accepted] = await once(server, 'connection')
  client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  return {
    client,
    accepted,
    async [Symbol.asyncDispose]() {
      client.destroy()
      server.closeAllConnections()
      server.close()
    },
  }
}

test('a watch whose client takes nothing is cut off, pings or not', async () => {
  await using stream = await startStream(200)
  stream.client.pause()
  if (!stream.accepted.destroyed) await once(stream.accepted, 'close')
})

test('a watch whose client goes on taking is not', async () => {
  await using stream = await startStream(500)
  let taken = 0
  stream.client.on('data', ({ length }) => {
    taken += length
  })
  const startedAt = performance.now()
  while (performance.now() - startedAt < 1500) {
    const before = taken
    await expect.poll(() => taken).toBeGreaterThan(before)
  }
  expect(stream.accepted.destroyed).toBe(false)
})

test('a watch that begins when its client has gone has ended', async () => {
  let isAborted: boolean | undefined
  const app = express().get('/', async (_req, res) => {
    res.end()
    await once(res, 'close')
    isAborted = openEventStream(res, new AbortController().signal).signal.aborted
  })
  const server = createExpressServer({}, app)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  await fetch(urlOf(server))
  await expect.poll(() => isAborted).toBe(true)
  server.closeAllConnections()
  server.close()
})
