import type { ErrorReason } from '@threadkeep/shared'
import { compose, JSON_TYPE, mutation, type Parts } from './support/request.ts'
import type { Row } from './support/row.ts'
import type { Bytes } from './support/wire.ts'
import type { World } from './support/world.ts'

const TITLE = '{"title":"x"}'
const CHUNKED = 'Transfer-Encoding: chunked'
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
const CHUNKS = `${chunk(TITLE)}0\r\n\r\n`

/** Requests whose end a proxy in front and the server behind could see in different places. */
export const framingRows: Row[] = [
  start('a body with its length', TITLE, {}, 200),
  start('a body in chunks', CHUNKS, { framing: [CHUNKED] }, 200),
  unreadable('a body with a length and in chunks', CHUNKS, {
    framing: [`Content-Length: ${CHUNKS.length}`, CHUNKED],
  }),
  unreadable('a body in chunks and with a length', CHUNKS, {
    framing: [CHUNKED, 'Content-Length: 4'],
  }),
  unreadable('two lengths', TITLE, { framing: ['Content-Length: 13', 'Content-Length: 2'] }),
  ...['-1', '+13', '0x0d', '13, 2', '1 3', '9'.repeat(30), 'abc'].map((length) =>
    unreadable(`a length of ${length}`, TITLE, { framing: [`Content-Length: ${length}`] }),
  ),
  ...['xchunked', 'identity, xchunked', 'chunked, identity', 'chunked\x0b', '\x00chunked'].map(
    (coding) =>
      unreadable(`a transfer coding of ${JSON.stringify(coding)}`, CHUNKS, {
        framing: [`Transfer-Encoding: ${coding}`],
      }),
  ),
  unreadable('a coding behind a space', CHUNKS, { framing: ['Transfer-Encoding : chunked'] }),
  unreadable('a chunk of no size', 'xyz\r\n{}\r\n0\r\n\r\n', { framing: [CHUNKED] }),
  unreadable('a chunk of negative size', '-1\r\n{}\r\n0\r\n\r\n', { framing: [CHUNKED] }),
  unreadable('a chunk longer than its size', '2\r\n{}smuggled\r\n0\r\n\r\n', {
    framing: [CHUNKED],
  }),
  start(
    'a chunk with endless extensions',
    `2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
    { framing: [CHUNKED] },
    413,
    'PAYLOAD_TOO_LARGE',
  ),
  {
    ...unreadable('a body that ends early', '{"ti', { framing: ['Content-Length: 13'] }),
    halfClose: true,
  },
  { ...unreadable('chunks that end early', '5\r\n{"t', { framing: [CHUNKED] }), halfClose: true },

  raw('line ends without CR', (world) => compose(world, {}).toString().replaceAll('\r\n', '\n')),
  raw('a header without a name', headed(': x')),
  raw('a header without a colon', headed('x')),
  raw('a space in the name of a header', headed('a b: x')),
  raw('NUL in a header', headed('X-Note: a\0b')),
  raw('CR in a header', headed('X-Note: a\rX-User: eve')),
  raw('a header over two lines', headed('X-Note: a\r\n Authorization: b')),
  raw('20 KB of one header', headed(`X-Note: ${'x'.repeat(20_000)}`), 431, 'PAYLOAD_TOO_LARGE'),
  raw(
    '20 KB of small headers',
    headed(Array.from({ length: 2000 }, (_, n) => `X-${n}: ${n}`).join('\r\n')),
    431,
    'PAYLOAD_TOO_LARGE',
  ),
  raw(
    '20 KB of path',
    (world) => compose(world, { path: `/${'x'.repeat(20_000)}` }),
    431,
    'PAYLOAD_TOO_LARGE',
  ),
  raw('no Host', () => 'GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n'),
  raw('no Host in HTTP/1.0', () => 'GET /livez HTTP/1.0\r\n\r\n', 200, null),
  raw('HTTP/0.9', () => 'GET /livez\r\n\r\n', 200, null),
  raw('HTTP/3.0', (world) => compose(world, { version: 'HTTP/3.0' })),
  raw('the beginning of HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  raw('the beginning of TLS', () => Buffer.from('16030100c8010000c40303', 'hex')),
  raw('noise', () => Buffer.from(Array.from({ length: 512 }, (_, n) => (n * 167) % 256))),
  raw('a Redis command', () => '*1\r\n$8\r\nFLUSHALL\r\n'),

  raw('HTTP/1.0', (world) => compose(world, { version: 'HTTP/1.0' }), 200, null),
  raw('empty lines in front', (world) => `\r\n\r\n${compose(world, {})}`, 200, null),
  raw('an expectation to go on', expecting('100-continue'), 200, null),
  raw('an expectation of something else', expecting('a-miracle'), 417),
  raw('two requests at once', (world) => keptOpen(world) + compose(world, {}), 200, null),
  raw('a request, then noise', (world) => `${keptOpen(world)}noise\r\n\r\n`),
  // The first has `Connection: close`, so what follows is no request, and the response is that of the first.
  raw(
    'a second request in the body of a first without one',
    (world) => compose(world, { framing: ['Content-Length: 0'], body: 'GET /livez HTTP/1.1\r\n' }),
    200,
    null,
  ),
]

function start(
  name: string,
  body: Bytes,
  parts: Parts,
  status: number,
  reason: ErrorReason | null = null,
): Row {
  return { name, request: (world) => mutation(world, 'start', body, parts), status, reason }
}

function unreadable(name: string, body: Bytes, parts: Parts): Row {
  return start(name, body, parts, 400, 'INVALID_INPUT')
}

function raw(
  name: string,
  request: Row['request'],
  status = 400,
  reason: ErrorReason | null = 'INVALID_INPUT',
): Row {
  return { name, request, status, reason }
}

function headed(line: string): Row['request'] {
  return (world) => compose(world, { headers: [line] })
}

function expecting(what: string): Row['request'] {
  return (world) => mutation(world, 'start', TITLE, { headers: [JSON_TYPE, `Expect: ${what}`] })
}

function keptOpen(world: World): string {
  return compose(world, {}).toString().replace('Connection: close\r\n', '')
}
