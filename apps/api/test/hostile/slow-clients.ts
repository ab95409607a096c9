import { compose, mutation } from './support/request.ts'
import type { Row } from './support/row.ts'

/** Longer than the 10 s for headers and the 30 s for bodies, and the 5 s between two looks. */
const TIMEOUT_MS = 60_000

/** Clients that hold a connection and send next to nothing. */
export const slowRows: Row[] = [
  // No request has begun that a 408 could be the response to.
  { ...slow('a client that sends nothing', () => ''), status: null, reason: null },
  slow('a client that stops in the headers', (world) => compose(world, {}).subarray(0, 30)),
  slow('headers byte by byte', () => 'GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Note: ', 'x'),
  slow('a client that sends no body', (world) =>
    mutation(world, 'start', '', { framing: ['Content-Length: 13'] }),
  ),
  slow(
    'a body byte by byte',
    (world) => mutation(world, 'start', '', { framing: ['Content-Length: 1000'] }),
    ' ',
  ),
  slow('chunks without an end', (world) =>
    mutation(world, 'start', '5\r\n{"tit\r\n', { framing: ['Transfer-Encoding: chunked'] }),
  ),
]

function slow(name: string, request: Row['request'], drop = ''): Row {
  return {
    name,
    request,
    drip: drop.repeat(200),
    timeoutMs: TIMEOUT_MS,
    status: 408,
    reason: 'INVALID_INPUT',
  }
}
