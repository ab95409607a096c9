import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { readInTurn } from '../../src/http/connections/read-in-turn.ts'
import { urlOf } from '../support/api.ts'
import { hold } from '../support/held-connection.ts'

/** What Node reads of a connection at once. */
const READ = 64 * 1024
const SHORTEST = 'GET / HTTP/1.1\r\n\r\n'
const REQUESTS_OF_A_SLICE = Math.ceil(512 / SHORTEST.length)

async function startServer(listener: RequestListener) {
  const ofUsers = new WeakSet<Socket>()
  const sockets: Socket[] = []
  const server = createServer({ requireHostHeader: false }, listener)
  readInTurn(server, ofUsers)
  server.on('connection', (socket) => sockets.push(socket))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    sockets,
    async connect(who: 'user' | 'stranger') {
      const accepted = once(server, 'connection')
      const client = await hold(urlOf(server))
      const [socket] = await accepted
      if (who === 'user') ofUsers.add(socket)
      return client
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Takes longer for a slice of requests than slices may share a turn for. */
function takeTime(): void {
  const until = performance.now() + 0.1
  while (performance.now() < until);
}

describe('thousands of requests on each of ten connections', () => {
  async function startFlood() {
    const served: string[] = []
    const server = await startServer((req, res) => {
      served.push(req.url ?? '')
      takeTime()
      res.end()
    })
    const own = await server.connect('user')
    const strangers: Socket[] = []
    while (strangers.length < 10) strangers.push(await server.connect('stranger'))
    for (const stranger of strangers) {
      stranger.resume().write(SHORTEST.repeat(READ / SHORTEST.length))
    }
    await expect.poll(() => served.length).toBeGreaterThan(0)
    return { served, own, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
  }

  test('are parsed a slice in a turn', async () => {
    await using flood = await startFlood()
    const perTurn: number[] = []
    for (let n = 0; n < 30; n++) {
      const before = flood.served.length
      await turn()
      perTurn.push(flood.served.length - before)
    }
    expect(Math.max(...perTurn)).toBeGreaterThan(0)
    // One at the beginning of a turn where there was none, and one at its end.
    expect(Math.max(...perTurn)).toBeLessThanOrEqual(2 * REQUESTS_OF_A_SLICE)
  })

  test('do not hold up a user, whose request is parsed in the turn in which it comes', async () => {
    await using flood = await startFlood()
    const before = flood.served.length
    flood.own.write('GET /own HTTP/1.1\r\n\r\n')
    await expect.poll(() => flood.served.includes('/own'), { interval: 1 }).toBe(true)
    // Before each of the ten had its turn.
    expect(flood.served.indexOf('/own') - before).toBeLessThan(5 * REQUESTS_OF_A_SLICE)
  })
})

test('of a connection that is closed for what it sends, no more than a slice is made into requests', async () => {
  let made = 0
  await using server = await startServer((req) => {
    made += 1
    req.socket.destroy()
  })
  const stranger = await server.connect('stranger')
  stranger.resume().write(SHORTEST.repeat(READ / SHORTEST.length))
  await once(stranger, 'close')
  expect(made).toBeGreaterThan(0)
  expect(made).toBeLessThanOrEqual(REQUESTS_OF_A_SLICE)
})

test.each(['user', 'stranger'] as const)(
  'of a %s what came before a large response was taken is not parsed at once when it is',
  async (who) => {
    const REQUESTS = READ / SHORTEST.length - 10
    let served = 0
    await using server = await startServer((req, res) => {
      if (req.url === '/large') return void res.end(Buffer.alloc(16 * 1024 * 1024))
      served += 1
      takeTime()
      res.end()
    })
    const client = await server.connect(who)
    const [socket] = server.sockets
    client.pause().write('GET /large HTTP/1.1\r\n\r\n')
    await expect.poll(() => socket?.writableNeedDrain).toBe(true)
    client.write(SHORTEST.repeat(REQUESTS))
    await expect.poll(() => socket?.isPaused()).toBe(true)
    for (let n = 0; n < 100; n++) await turn()
    const servedBefore = served
    client.resume()
    let most = 0
    while (served < Math.floor(REQUESTS)) {
      const before = served
      await turn()
      most = Math.max(most, served - before)
    }
    expect(servedBefore).toBeLessThan(REQUESTS / 2)
    // A slice at the beginning of a turn, and one at its end.
    expect(most).toBeLessThanOrEqual(4 * REQUESTS_OF_A_SLICE)
  },
)

const BODY = randomBytes(1_500_000)
const chunked = (bytes: Buffer, size: number): Buffer[] => {
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_each, n) =>
    bytes.subarray(n * size, (n + 1) * size),
  )
  const framed = chunks.flatMap((chunk) => [
    Buffer.from(`${chunk.length.toString(16)}\r\n`),
    chunk,
    Buffer.from('\r\n'),
  ])
  return [...framed, Buffer.from('0\r\n\r\n')]
}
const bodies = {
  'with its length': { header: `content-length: ${BODY.length}`, sent: [BODY] },
  'in chunks of 40,000': { header: 'transfer-encoding: chunked', sent: chunked(BODY, 40_000) },
  'in chunks of 7': { header: 'transfer-encoding: chunked', sent: chunked(BODY, 7) },
}

describe.each(['user', 'stranger'] as const)('a body of a %s', (who) => {
  test.each(Object.entries(bodies))('%s arrives as it was sent', async (_how, body) => {
    let received: Buffer | undefined
    await using server = await startServer(async (req, res) => {
      if (req.method === 'POST') received = await buffer(req)
      res.end(req.url)
    })
    const client = await server.connect(who)
    client.write(`POST /first HTTP/1.1\r\n${body.header}\r\n\r\n`)
    // What follows in the same read is served after it, and the end of the connection comes last.
    client.end(Buffer.concat([...body.sent, Buffer.from('GET /next HTTP/1.1\r\n\r\n')]))
    const responses = String(await buffer(client))
    expect(responses).toMatch(/\/first.*\/next/s)
    expect(received?.equals(BODY)).toBe(true)
  })

  test('is not read on while nobody takes it', async () => {
    await using server = await startServer(() => {})
    const client = await server.connect(who)
    client.write('POST / HTTP/1.1\r\ncontent-length: 50000000\r\n\r\n')
    const [socket] = server.sockets
    const piece = Buffer.alloc(READ)
    // Until the system takes no more.
    while (client.writableLength < 20 * READ) {
      client.write(piece)
      await turn()
    }
    let read = -1
    await expect
      .poll(() => {
        const [before, now] = [read, socket?.bytesRead ?? 0]
        read = now
        return now - before
      })
      .toBe(0)
    expect(read).toBeLessThan(6 * READ)
  })

  test('ends with the connection, without a listener that throws', async () => {
    const aborted: string[] = []
    await using server = await startServer((req) => {
      req.on('aborted', () => aborted.push('aborted')).resume()
    })
    const client = await server.connect(who)
    client.write(`POST / HTTP/1.1\r\ncontent-length: ${10 * READ}\r\n\r\n`)
    client.write(Buffer.alloc(2 * READ), () => client.resetAndDestroy())
    await expect.poll(() => aborted).toEqual(['aborted'])
  })
})
