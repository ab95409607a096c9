import { once } from 'node:events'
import { createServer, type Server, type ServerOptions, type ServerResponse } from 'node:http'
import express from 'express'
import { describe, expect, test } from 'vitest'
import { handleClientErrors } from '../../src/http/connections/client-errors.ts'
import { createExpressServer } from '../../src/http/express-server.ts'
import { createLogger } from '../../src/observability/log.ts'
import { urlOf } from '../support/api.ts'
import { hold } from '../support/held-connection.ts'

/** A connection to this server, and what has come by it. The server closes it. */
async function connectTo(server: Server) {
  handleClientErrors(server, createLogger('silent'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const client = await hold(urlOf(server))
  const received: Buffer[] = []
  client.on('data', (bytes) => received.push(bytes))
  return { client, received: () => Buffer.concat(received).toString() }
}

test.each([
  ['noise', 'noise\r\n\r\n'],
  ['CONNECT', 'CONNECT x:80 HTTP/1.1\r\nhost: x\r\n\r\n'],
])(
  '%s behind a request that waits for a stream cuts the stream off, and puts nothing into it',
  async (_what, sent) => {
    const server = createServer((req, res) => {
      // What was sent ahead waits for its turn.
      if (req.url === '/stream') res.write('event')
      else server.emit('waits')
    })
    const { client, received } = await connectTo(server)
    const waiting = once(server, 'waits')
    client.write(
      ['/stream', '/next'].map((path) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`).join(''),
    )
    await waiting
    client.write(sent)
    await once(client, 'close')
    expect(received()).toMatch(/\r\n5\r\nevent\r\n$/)
    server.close()
  },
)

test('noise behind a request that is worked on gets its 400 behind the response to that request', async () => {
  const server = createServer((req, res) => {
    req.resume().once('end', () => server.emit('works', res))
  })
  const { client, received } = await connectTo(server)
  const working = once(server, 'works')
  client.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n\r\nx')
  const [res] = await working
  const unreadable = once(server, 'clientError')
  client.write('noise\r\n\r\n')
  await unreadable
  expect(received()).toBe('')
  res.end('done')
  await once(client, 'close')
  expect(received().match(/HTTP\/1.1 \d+|done/g)).toEqual(['HTTP/1.1 200', 'done', 'HTTP/1.1 400'])
  server.close()
})

describe('behind a request that is worked on', () => {
  /** Works on a request until the test ends that. */
  async function startWorking(options: ServerOptions = {}) {
    const served: string[] = []
    const app = express().use((req, res) => {
      served.push(req.url)
      server.emit('works', res)
    })
    const server = createExpressServer(options, app)
    const connection = await connectTo(server)
    const working = once(server, 'works')
    connection.client.write('GET /first HTTP/1.1\r\nhost: x\r\n\r\n')
    const [res]: ServerResponse[] = await working
    if (res === undefined) throw new Error('no response')
    /** Ends it, and tells what came until the connection was closed, and which requests were served. */
    const end = async () => {
      res.end('done')
      await once(connection.client, 'close')
      server.close()
      return { received: connection.received().match(/HTTP\/1.1 \d+|done/g), served }
    }
    return { ...connection, server, end }
  }
  const alone = { received: ['HTTP/1.1 200', 'done'], served: ['/first'] }

  test('one whose body cannot be read is not served, and has no response that another could take', async () => {
    const { client, server, end } = await startWorking()
    const unreadable = once(server, 'clientError')
    const head = 'POST /next HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n'
    client.write(`${head}zz\r\n`)
    await unreadable
    expect(await end()).toEqual(alone)
  })

  test('one whose rest comes too late is not served, and is not said to be rejected', async () => {
    const timeouts = { headersTimeout: 200, connectionsCheckingInterval: 20 }
    const { client, server, end } = await startWorking(timeouts)
    const late = once(server, 'clientError')
    client.write('DELETE /next HTTP/1.1\r\nho')
    await late
    const next = once(server, 'request')
    client.write('st: x\r\n\r\n')
    await next
    expect(await end()).toEqual(alone)
  })

  test('endless noise is cut off, however long the response takes', async () => {
    const { client, received, server } = await startWorking()
    const closed = once(client, 'close')
    const noise = setInterval(() => client.write('noise\r\n'.repeat(1000)), 5)
    await closed
    clearInterval(noise)
    expect(received()).toBe('')
    server.close()
  })
})
