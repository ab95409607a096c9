import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { signToken } from './support/tokens.ts'

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

/** Those that do not wait for the body, as the parser of REST does when it finds one too large. */
const refusals = [
  { what: 'too large', path: '/trpc/conversation.start', status: 413 },
  { what: 'for a path that is none', path: '/nothing', status: 404 },
  { what: 'of a stranger', path: '/trpc/conversation.start', token: 'x', status: 401 },
  { what: 'of a stranger to REST', path: '/api/chat/start', token: 'x', status: 401 },
]

describe.each(Object.entries(framings))('a body %s', (_framing, { header, begin, rest }) => {
  test.each(refusals)('$what is read to its end after the $status', async (refusal) => {
    await using api = await startApi()
    const { path, status, token = await signToken(newOwner()) } = refusal
    for (const connection of ['keep-alive', 'close']) {
      const { hostname, port } = new URL(api.url)
      const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
      const lines = [
        `POST ${path} HTTP/1.1\r\nhost: x\r\nconnection: ${connection}`,
        `authorization: Bearer ${token}\r\ncontent-type: application/json\r\n${header}`,
      ]
      socket.write(`${lines.join('\r\n')}\r\n\r\n`)
      socket.write(begin)
      const [answer] = await once(socket, 'data')
      expect(String(answer)).toMatch(new RegExp(`^HTTP/1.1 ${status} `))

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
  })
})
