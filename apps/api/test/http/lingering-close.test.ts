import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { startApi } from '../support/api.ts'
import { newOwner } from '../support/owners.ts'
import {
  CHUNK,
  connectTo,
  NO_TIMEOUTS,
  post,
  sendForever,
  startRawServer,
} from '../support/raw-server.ts'
import { signToken } from '../support/tokens.ts'

const BODY = Buffer.from(JSON.stringify({ title: 'x'.repeat(3_000_000) }))

const framings = {
  'with its length': {
    header: `content-length: ${BODY.length}`,
    begin: BODY.subarray(0, 300_000),
    rest: BODY.subarray(300_000),
  },
  'in chunks': {
    header: 'transfer-encoding: chunked',
    begin: chunk(BODY.subarray(0, 300_000)),
    rest: Buffer.concat([chunk(BODY.subarray(300_000)), Buffer.from('0\r\n\r\n')]),
  },
}

function chunk(bytes: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`${bytes.length.toString(16)}\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ])
}

/** Responses that do not wait for the body. */
const earlyResponses = [
  { what: 'too large', path: '/trpc/conversation.start', status: 413 },
  { what: 'for a path that is none', path: '/nothing', status: 404 },
  { what: 'of a stranger', path: '/trpc/conversation.start', token: 'x', status: 401 },
  { what: 'of a stranger to REST', path: '/api/chat/start', token: 'x', status: 401 },
]

describe.each(Object.entries(framings))(
  'an early response to a body %s',
  (_framing, { header, begin, rest }) => {
    test.each(earlyResponses)(
      '$what: the $status arrives, and the body is drained',
      async (early) => {
        await using api = await startApi()
        const { path, status, token = await signToken(newOwner()) } = early
        for (const connection of ['keep-alive', 'close']) {
          const { hostname, port } = new URL(api.url)
          const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
          const lines = [
            `POST ${path} HTTP/1.1\r\nhost: x\r\nconnection: ${connection}`,
            `authorization: Bearer ${token}\r\ncontent-type: application/json\r\n${header}`,
          ]
          socket.write(`${lines.join('\r\n')}\r\n\r\n`)
          socket.write(begin)
          const [response] = await once(socket, 'data')
          expect(String(response)).toMatch(new RegExp(`^HTTP/1.1 ${status} `))

          socket.write(rest)
          if (connection === 'keep-alive') {
            socket.write('GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
            const [next] = await once(socket, 'data')
            expect(String(next)).toMatch(/^HTTP\/1.1 200 /)
          }
          socket.end()
          socket.resume()
          // Rejects for a reset, which is an error.
          await once(socket, 'close')
        }
      },
    )
  },
)

test('a response with connection: close closes the connection, whatever is sent after it', async () => {
  // Without timeouts, which would close it too.
  await using server = await startRawServer(NO_TIMEOUTS)
  const last = 'GET /last HTTP/1.1\r\nhost: x\r\n\r\n'
  expect(await sendForever(server, last + post('/read', 'keep-alive'), CHUNK)).toEqual(['200'])
})

test('a body is drained for a bounded time after an early response', async () => {
  await using server = await startRawServer(NO_TIMEOUTS, { bytes: 1_000_000_000, ms: 200 })
  expect(await sendForever(server, post('/rejected', 'keep-alive'), CHUNK)).toEqual(['413'])
})

describe('bodies without an end, six at once', () => {
  const bytes = 2_000_000
  const READ = 64 * 1024

  async function startEndless(chunk: string, ms = 60_000) {
    const server = await startRawServer(NO_TIMEOUTS, { bytes, ms })
    const sockets = new Set<Socket>()
    server.on('connection', (socket) => sockets.add(socket))
    const piece = chunk.repeat(Math.ceil((8 * READ) / chunk.length))
    const clients = Array.from({ length: 6 }, () =>
      sendForever(server, post('/rejected', 'keep-alive'), piece),
    )
    return {
      responses: Promise.all(clients),
      bytesRead: () => [...sockets].map(({ bytesRead }) => bytesRead),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    }
  }

  const largeChunk = `${READ.toString(16)}\r\n${'x'.repeat(READ)}\r\n`

  test('are each drained up to a bounded number of bytes, however fast they come', async () => {
    await using endless = await startEndless(largeChunk)
    expect(await endless.responses).toEqual(Array(6).fill(['413']))
    expect(Math.min(...endless.bytesRead())).toBeGreaterThan(bytes - 2 * READ)
    expect(Math.max(...endless.bytesRead())).toBeLessThan(bytes + 2 * READ)
  })

  test('of tiny chunks, each of which has to be parsed, are left unread until their time is up', async () => {
    const began = performance.now()
    await using endless = await startEndless('1\r\nx\r\n', 2000)
    expect(await endless.responses).toEqual(Array(6).fill(['413']))
    // Not earlier: each would come again.
    expect(performance.now() - began).toBeGreaterThan(1990)
    expect(Math.max(...endless.bytesRead())).toBeLessThan(bytes / 10)
  })

  test('are read one piece of each at a time', async () => {
    await using endless = await startEndless(largeChunk)
    let isOver = false
    let most = 0
    let before = new Map<number, number>()
    const look = () => {
      const now = new Map(endless.bytesRead().entries())
      for (const [n, read] of now) most = Math.max(most, read - (before.get(n) ?? 0))
      before = now
      if (!isOver) setImmediate(look)
    }
    look()
    await endless.responses
    isOver = true
    // The first piece comes with the head, while nobody knows that the body is to be drained.
    expect(most).toBeLessThanOrEqual(2 * READ)
  })
})

test('a body is not drained if it is declared to be longer than that', async () => {
  const bytes = 2_000_000
  await using server = await startRawServer(NO_TIMEOUTS, { bytes, ms: 60_000 })
  const read = new Promise<number>((resolve) => {
    server.once('connection', (socket) => socket.once('close', () => resolve(socket.bytesRead)))
  })
  const head = `POST /rejected HTTP/1.1\r\nhost: x\r\ncontent-length: ${10 ** 12}\r\n\r\n`
  await sendForever(server, head, 'x'.repeat(0x10000))
  expect(await read).toBeLessThan(bytes / 4)
})

test('a client that reads only after sending receives the 400 to an unparsable request', async () => {
  await using server = await startRawServer()
  const socket = connectTo(server).setNoDelay().pause()
  const send = promisify<string, void>((bytes, sent) => void socket.write(bytes, sent))
  await send('GET / HTTP/1.1\r\nnoise\r\n\r\n')
  for (let n = 0; n < 10; n++) {
    await send('noise')
    await delay(10)
  }
  const [response] = await once(socket.resume(), 'data')
  expect(String(response)).toMatch(/^HTTP\/1.1 400 /)
  socket.destroy()
})
