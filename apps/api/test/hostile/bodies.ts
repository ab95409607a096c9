import type { ErrorReason } from '@threadkeep/shared'
import { compose, JSON_TYPE, mutation, type Parts } from './support/request.ts'
import { PROTOCOL_REASONS, type Row } from './support/row.ts'
import type { Bytes } from './support/wire.ts'

const LARGEST = 256 * 1024
const TITLE = '{"title":"x"}'
const inChunks = (text: string, bytes: number) => {
  const chunks = text.match(new RegExp(`.{1,${bytes}}`, 'gs')) ?? []
  return `${chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('')}0\r\n\r\n`
}
const chunked = (text: string) => inChunks(text, text.length)
const many = (count: number, name: string) => Array(count).fill(name).join()

/** What stands in a request: its body, its type, its batch. */
export const bodyRows: Row[] = [
  start('as large as can be', padded(LARGEST), {}, 200),
  start('one byte larger', padded(LARGEST + 1), {}, 413),
  start('of 3 MB', padded(3_000_000), {}, 413),
  start(
    'of 3 MB in chunks',
    chunked(padded(3_000_000)),
    { framing: ['Transfer-Encoding: chunked'] },
    413,
  ),
  start(
    'in as many chunks as may be',
    inChunks(padded(2048), 1),
    { framing: ['Transfer-Encoding: chunked'] },
    200,
  ),
  start(
    'in one chunk more',
    inChunks(padded(2049), 1),
    { framing: ['Transfer-Encoding: chunked'] },
    413,
  ),
  start(
    'of 256 KiB, byte by byte',
    inChunks(padded(LARGEST), 1),
    { framing: ['Transfer-Encoding: chunked'] },
    413,
  ),
  start(
    'of 3 MB once told to go on',
    padded(3_000_000),
    { headers: [JSON_TYPE, 'Expect: 100-continue'] },
    413,
  ),

  ...[
    '',
    'null',
    'undefined',
    'NaN',
    '"title"',
    '[]',
    '{',
    "{'title':'x'}",
    '{"title":"x"}}',
    '{"title":"x"} {"title":"y"}',
    '{"title":"x",}',
    '{"title":"\\ud83d"}',
    '{"title":"a\nb"}',
    '{"title":"\\u0000"}',
    '{"expectedRevision":1e999}',
    '{"metadata":{"a":1e999}}',
    '{"metadata":{"a":NaN}}',
    '{"title":"x","title":7}',
    '{"__proto__":{"title":"x"}}',
    '{"constructor":{"prototype":{"title":"x"}}}',
  ].map((body) => start(JSON.stringify(body), body, {}, 400)),
  start('of lists a hundred thousand deep', '['.repeat(100_000) + ']'.repeat(100_000), {}, 400),
  start('of objects forty thousand deep', nested(40_000), {}, 400),
  start('with an unknown field of every letter', JSON.stringify(everyField()), {}, 400),
  start('behind a byte order mark', `\u{feff}${TITLE}`, {}, 200),
  start(
    'in bytes that are not UTF-8',
    Buffer.from('{"title":"\xff\xfe\xc0\xaf"}', 'latin1'),
    {},
    400,
  ),
  start('with surrogates in bytes', Buffer.from('{"title":"\xed\xa0\x80"}', 'latin1'), {}, 400),
  start('in Latin-1', Buffer.from('{"title":"caf\xe9"}', 'latin1'), {}, 400),
  start('with a name twice', '{"title":"x","title":"x"}', {}, 400),
  start('with an integer beyond 2^53', '{"metadata":{"a":9007199254740993}}', {}, 400),
  start('in UTF-16', Buffer.from(TITLE, 'utf16le'), {}, 400),
  start('packed with gzip', TITLE, { headers: [JSON_TYPE, 'Content-Encoding: gzip'] }, 415),

  ...[
    [],
    ['Content-Type:'],
    ['Content-Type: text/plain'],
    ['Content-Type: application/jsonp'],
    ['Content-Type: application/x-www-form-urlencoded'],
    ['Content-Type: multipart/form-data; boundary=x'],
    ['Content-Type: application/octet-stream'],
    ['Content-Type: text/plain, application/json'],
    [JSON_TYPE, 'Content-Type: text/plain'],
  ].map((headers) => start(`of type "${headers}"`, TITLE, { headers }, 415)),
  ...['utf-16', 'iso-8859-1', 'windows-1252', 'x', '"utf-7"'].map((charset) =>
    start(`labelled ${charset}`, TITLE, { headers: [`${JSON_TYPE}; charset=${charset}`] }, 415),
  ),
  start('of type JSON in "utf-8"', TITLE, { headers: [`${JSON_TYPE}; charset="utf-8"`] }, 200),
  start('of type JSON in UTF-8', TITLE, { headers: [`${JSON_TYPE}; charset=UTF-8`] }, 200),

  batch('of ten calls', `${many(10, 'conversation.list')}?batch=1`, 200),
  batch('of eleven', `${many(11, 'conversation.list')}?batch=1`, 400),
  batch('of two thousand', `${many(2000, 'health')}?batch=1`, 400),
  batch('of two thousand nothings', `${','.repeat(2000)}?batch=1`, 400),
  batch('of two calls, of which none is there', 'a,b?batch=1', 404),
  batch('that is none', 'conversation.list,conversation.list', 404),
  ...['[]', '[{}]', '"x"', '7', 'null', '{', '{"0":7}', '{"0":{"limit":0}}'].map((input) =>
    batch(`of input ${input}`, `conversation.list?batch=1&input=${input}`, 400),
  ),
  ...[
    '{"-1":{"limit":0}}',
    '{"__proto__":{"limit":0}}',
    '{"1e0":{"limit":0}}',
    '{"7":{}}',
    '{}',
  ].map((input) => batch(`of input ${input}`, `conversation.list?batch=1&input=${input}`, 200)),
  batch('with one index twice', 'conversation.list?batch=1&input={"0":{},"0":{"limit":0}}', 400),
  batch('with a hole', 'conversation.list,conversation.get?batch=1&input={"0":{}}', 207),
  batch('with two inputs', 'conversation.list?batch=1&input={}&input={"0":{"limit":0}}', 200),
  batch('of queries and mutations', 'conversation.list,conversation.start?batch=1&input={}', 400),
  batch('of input in broken escapes', 'conversation.list?input=%E0%A4%A', 400),
  batch('with parameters of a connection', 'conversation.list?connectionParams={"a":1}', 400),
]

function start(name: string, body: Bytes, parts: Parts, status: number): Row {
  return {
    name: `a body ${name}`,
    request: (world) => mutation(world, 'start', body, parts),
    status,
    reason: reasonOf(status),
  }
}

function batch(name: string, path: string, status: number): Row {
  return {
    name: `a batch ${name}`,
    request: (world) => compose(world, { path: `/trpc/${path}` }),
    status,
    reason: reasonOf(status),
  }
}

function reasonOf(status: number): ErrorReason | null {
  return PROTOCOL_REASONS[status] ?? null
}

/** A sound body, made longer by spaces. */
function padded(bytes: number): string {
  return TITLE + ' '.repeat(bytes - TITLE.length)
}

function nested(levels: number): string {
  return `{"metadata":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`
}

function everyField(): Record<string, number> {
  return Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`field${n}`, n]))
}
